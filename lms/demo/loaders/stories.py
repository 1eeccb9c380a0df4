"""How far each person came with each task: units ahead and behind, and a few people with a story of their own."""

import datetime as dt
from dataclasses import dataclass
from random import Random

from lms.curricula.models import Assignment

AHEAD, BEHIND = "0207", "0303"  # 信息中心 is ahead of the schedule, 青河县局 behind
PACE = {AHEAD: 0.98, BEHIND: 0.22}
USUAL_PACE = (0.93, 0.87, 0.78)  # by turns, so that neighbours differ
LAST_PASS = (0.78, 0.86, 0.93, 1.0)
FAIL = 0.25


@dataclass(frozen=True)
class Story:
    """Began on a day; passed this share of the lessons; sat these attempts (share of right answers each)."""

    began_on: dt.date
    finished_share: float = 0
    attempts: tuple[float, ...] = ()


def told_for(task: Assignment, today: dt.date, random: Random) -> Story:
    """A person's own story for a course where there is one, else his unit's pace decides."""
    own = OWN.get((task.person.staff_no, task.course.code))
    if own:
        return own(task, today)
    return _usual(task, today, random)


def _usual(task: Assignment, today: dt.date, random: Random) -> Story:
    posting = task.person.postings.select_related("department").order_by("from_on").first()
    code = posting.department.code if posting else ""
    pace = PACE.get(code, USUAL_PACE[sum(map(ord, code)) % 3]) * (1 if task.required else 0.5)
    began = task.issued_on + dt.timedelta(days=random.randrange(3, max(4, (today - task.issued_on).days - 4)))
    luck = random.random()
    if task.course.code == "CIP-12":  # its seminars are held later in the year
        return Story(began, 0.2 if luck < pace else 0)
    if luck < pace:
        return Story(began, 1, _sittings(task, random))
    if luck < pace + (1 - pace) * 0.6:
        return Story(began, random.choice((0.25, 0.5, 0.75)))
    return Story(began)


def _sittings(task: Assignment, random: Random) -> tuple[float, ...]:
    if task.course.code == "CIP-01":
        return ()  # a self-check and a pledge: nothing to sit
    passed = random.choice(LAST_PASS)
    return (FAIL, passed) if random.random() < 0.12 else (passed,)


def _ago(days: int, share: float, *attempts: float):
    return lambda task, today: Story(today - dt.timedelta(days=days), share, attempts)


# The learner of the sign-in list (00137) and a few colleagues, so that every screen has something to show.
OWN = {
    ("00137", "CIP-01"): _ago(120, 1),
    ("00137", "CIP-02"): _ago(60, 1, FAIL, 0.95),  # failed and passed again
    ("00137", "CIP-03"): _ago(6, 1),  # ready for the exam
    ("00137", "CIP-04"): _ago(2, 0.4),  # in the middle of it
    ("00137", "CIP-09"): _ago(30, 0.6),  # overdue
    ("00137", "CIP-10"): _ago(9, 0),  # not begun: its first lesson is the film
    ("00119", "CIP-09"): _ago(5, 1, 0.88),  # finished after its due date
    ("00062", "CIP-10"): _ago(40, 1, 0.1, 0.1),  # failed twice: no attempt left
    ("00062", "CIP-02"): _ago(5, 1, 0.98),
}
