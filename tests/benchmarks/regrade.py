"""`python -m tests.benchmarks.regrade [ATTEMPTS]`: a wrong key put right for thousands, on an empty database.

Papers of twenty questions, of which half of the people gave the doubtful one the right answer: everybody's score moves,
some pass by it, the passes of others are kept; half have completed the course before. Beside the preview and carrying
out stands what a plain recalculation takes that reads an attempt and its answers, marks it and writes score and grade,
one after another, and nothing else: no list for two people, no lock, no log, no notice, no completion.
"""

import datetime as dt
import os
import sys
import tempfile
import time
from collections.abc import Callable

NOW = dt.datetime(2026, 6, 1, 1, 0, tzinfo=dt.UTC)
ITEMS, BATCH = 20, 2000


def fill(attempts: int):
    """People, tasks, closed attempts with their answers; the passed have completed."""
    from lms.assessment.models import Attempt, Response
    from lms.assessment.services.counting import restate
    from lms.people.models import Category, Posting, User
    from lms.study import services as study
    from lms.study.models import Enrolment
    from tests import factories

    unit = factories.unit("0101", "基准科", factories.unit("00", "基准局", kind="root"))
    factories.bank("B1", singles=ITEMS, multis=0, judges=0)
    recipe = factories.recipe(draw={"single": ITEMS}, points={"single": 5})
    version = factories.version(lessons=0, recipe=recipe)
    people = User.objects.bulk_create([
        User(staff_no=f"G{n:06}", full_name=f"人{n}", password="!") for n in range(attempts)], batch_size=BATCH)
    Posting.objects.bulk_create([
        Posting(person=person, department=unit, post="科员", category=Category.CIVIL_SERVANT, from_on=NOW.date())
        for person in people], batch_size=BATCH)
    tasks = Enrolment.objects.bulk_create([
        Enrolment(person=person, course=version.course, cycle="2026", version=version, created_at=NOW, started_at=NOW)
        for person in people], batch_size=BATCH)
    rights = [9 + number % 8 for number in range(attempts)]
    papers = [_paper(recipe) for _ in range(50)]
    sat = Attempt.objects.bulk_create([
        Attempt(enrolment=task, number=1, paper=papers[n % 50], started_at=NOW, deadline_at=NOW + dt.timedelta(hours=1),
                closed_at=NOW + dt.timedelta(minutes=20), closed_by="handed_in", score=5 * (rights[n] + n % 2),
                passed=rights[n] + n % 2 >= 12) for n, task in enumerate(tasks)], batch_size=BATCH)
    Response.objects.bulk_create([
        Response(attempt=attempt, item=item["item"], answer=_said(item, n, rights[n]), saved_at=NOW)
        for n, attempt in enumerate(sat) for item in attempt.paper["items"]], batch_size=BATCH)
    for start in range(0, attempts, BATCH):
        restate([task.pk for task in tasks[start:start + BATCH]])
    for task, attempt in zip(tasks, sat, strict=True):
        study.record_assessment(enrolment=task, grade=attempt.score, passed=attempt.passed, at=attempt.closed_at)
    return version


def _paper(recipe: dict) -> dict:
    from lms.assessment.services.attempts import draw_paper

    return draw_paper(recipe)


def _said(item: dict, n: int, right: int) -> list[str]:
    """The doubtful one as it was marked right by every second person; of the others so many rightly."""
    texts = {option["text"]: option["key"] for option in item["options"]}
    if item["question"] == "B1-S1":
        return [texts["选项A" if n % 2 else "选项B"]]
    place = int(item["question"].removeprefix("B1-S")) - 1
    return [texts["选项A" if place <= right else "选项C"]]


def plain(ruling) -> None:
    """What regrading is at the least: rolled back afterwards."""
    from django.db import transaction

    from lms.assessment.models import Attempt, GradeEvent
    from lms.assessment.regrading import rules

    with transaction.atomic():
        for pk in list(Attempt.objects.order_by("pk").values_list("pk", flat=True)):
            attempt = Attempt.objects.get(pk=pk)
            answers = dict(attempt.responses.values_list("item", "answer"))
            marked = rules.marked(attempt.paper, answers, [ruling])
            Attempt.objects.filter(pk=pk).update(score=marked.score, passed=marked.passed)
            GradeEvent.objects.create(enrolment_id=attempt.enrolment_id, attempt=attempt, kind="regraded", at=NOW,
                                      score=marked.score, passed=marked.passed)
        transaction.set_rollback(True)


def main(attempts: int) -> None:
    from django.core.management import call_command

    from courses.models import Question
    from courses.services import revise_question
    from lms.assessment.models import GradeEvent
    from lms.assessment.regrading import services
    from lms.assessment.regrading.carrying import carry_out
    from lms.assessment.regrading.rulings import rulings_with
    from tests import factories

    call_command("migrate", verbosity=0)
    timed("filled", lambda: fill(attempts))
    officers = [factories.person(f"人事{number}") for number in range(2)]
    for officer in officers:
        factories.role(officer, "hr")
    right = revise_question(Question.objects.get(code="B1-S1"), answer=["B"], state="approved")
    times = iter(NOW + dt.timedelta(days=1, minutes=number) for number in range(9))
    regrade = services.open_regrade(question=right, wrong=[1], way="new_key", reason="答案有误", by=officers[0],
                                    at=next(times))
    alone = timed("plain recalculation", lambda: plain(rulings_with(regrade)[-1]))
    preview = timed("preview", lambda: services.preview(regrade=regrade, at=next(times)))
    regrade = services.propose(regrade=regrade, by=officers[0], at=next(times))
    regrade = services.confirm(regrade=regrade, by=officers[1], at=next(times))
    carried = timed("carried out", lambda: carry_out(regrade=regrade, now=lambda: NOW + dt.timedelta(days=2)))
    regrade.refresh_from_db()
    assert regrade.result["changed"] == attempts == GradeEvent.objects.filter(kind="regraded").count()
    print(f"of plain: preview {preview / alone:.2f} ×, carrying out {carried / alone:.2f} ×; {regrade.result}")


def timed(name: str, act: Callable[[], object]) -> float:
    began = time.perf_counter()
    act()
    taken = time.perf_counter() - began
    print(f"{name:<20}{taken:>9.2f} s", flush=True)
    return taken


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lms.settings.dev")
    os.environ.setdefault("VAR_DIR", tempfile.mkdtemp(prefix="lms-regrade-"))
    import django

    django.setup()
    main(int(sys.argv[1]) if sys.argv[1:] else 10_000)
