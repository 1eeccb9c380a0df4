"""What the database holds, beside what the server had acknowledged. Asked past the application, in SQL."""

from collections.abc import Iterable
from dataclasses import dataclass

import psycopg

from tests.benchmarks.hall.sitter import Sitter


@dataclass(frozen=True)
class Found:
    """All of these are 0 in a sound hall."""

    lost: int  # acknowledged answers that are not there
    open: int  # attempts that should be closed and are not
    not_once: int  # closed attempts without exactly one grade
    two_live: int  # people with two live attempts
    clock: int  # deadlines that are not thirty minutes after the start, closed after it, saved after it
    wrong_score: int  # scores that differ from a marking of the saved answers done here

    @property
    def sound(self) -> bool:
        return not any(vars(self).values())


MARKED = """SELECT a.id, a.score, a.paper, COALESCE(json_object_agg(r.item, r.answer)
    FILTER (WHERE r.item IS NOT NULL), '{}') FROM assessment_attempt a
    LEFT JOIN assessment_response r ON r.attempt_id = a.id
    WHERE a.id = ANY(%s) AND a.closed_at IS NOT NULL GROUP BY a.id"""
NUMBERS = {
    "open": "SELECT count(*) FROM assessment_attempt WHERE id = ANY(%s) AND closed_at IS NULL",
    "not_once": """SELECT count(*) FROM assessment_attempt a WHERE id = ANY(%s) AND closed_at IS NOT NULL AND
        (SELECT count(*) FROM assessment_gradeevent g WHERE g.attempt_id = a.id) <> 1""",
    "two_live": """SELECT count(*) FROM (
        SELECT enrolment_id FROM assessment_attempt WHERE id = ANY(%s) OR closed_at IS NULL
        GROUP BY enrolment_id HAVING count(*) FILTER (WHERE closed_at IS NULL) > 1 OR count(*) > 1) twice""",
    "clock": """SELECT count(*) FROM assessment_attempt a WHERE id = ANY(%s) AND (
        deadline_at <> started_at + interval '30 minutes' OR closed_at > deadline_at OR closed_at < started_at
        OR EXISTS (SELECT 1 FROM assessment_response r WHERE r.attempt_id = a.id
            AND (r.saved_at > COALESCE(a.closed_at, a.deadline_at) OR r.saved_at < a.started_at)))""",
}


def check(url: str, sitters: Iterable[Sitter]) -> Found:
    sitters = list(sitters)
    keys = [sitter.attempt for sitter in sitters if sitter.attempt]
    with psycopg.connect(url) as connection:
        rows = connection.execute(
            "SELECT attempt_id, item, revision, answer FROM assessment_response WHERE attempt_id = ANY(%s)", [keys])
        held = {(attempt, item): (revision, answer) for attempt, item, revision, answer in rows}
        lost = sum(_is_lost(held.get((sitter.attempt, item)), known)
                   for sitter in sitters for item, known in sitter.acknowledged.items())
        numbers = {name: connection.execute(text, [keys]).fetchone()[0] for name, text in NUMBERS.items()}
        marked = connection.execute(MARKED, [keys])
        wrong = sum(score != _score(paper, answers) for _key, score, paper, answers in marked)
    return Found(lost=lost, wrong_score=wrong, **numbers)


def _is_lost(held: tuple[int, list[str]] | None, known: tuple[int, list[str]]) -> bool:
    """A later revision may stand that was never acknowledged; an earlier one, or another answer, may not."""
    return held is None or held[0] < known[0] or (held[0] == known[0] and held[1] != known[1])


def _score(paper: dict, answers: dict) -> float:
    """Choices only: all the right keys and no other, out of 100."""
    earned = sum(item["points"] for item in paper["items"]
                 if sorted(answers.get(str(item["item"]), [])) == sorted(item["answer"]))
    return earned * 100 / paper["total"]
