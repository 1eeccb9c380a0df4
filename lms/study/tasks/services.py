"""The verbs of tasks: send, say done, hand in; confirm, mark, give back. Each may finish the lesson."""

import datetime as dt
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.urls import reverse
from django.utils.translation import gettext as _

from courses.models import VersionLesson
from courses.tasks import Task, tasks_of
from lms.audit.services import record
from lms.common import clock
from lms.notices.services import notify
from lms.study import rules
from lms.study.models import Enrolment, LessonProgress
from lms.study.services.enrolling import pinned, start
from lms.study.services.passing import pass_lesson
from lms.study.tasks.models import FormAnswer, HandIn, PracticeEntry
from lms.study.tasks.selectors import open_tasks


class TaskRefused(ValueError):  # noqa: N818 - a refusal in words, not a defect
    """What cannot be taken or decided. Its text is for whoever tried."""


def task_in(lesson: VersionLesson, key: str, kind: str = "") -> Task | None:
    found = (task for task in tasks_of(lesson.body) if task.key == key and kind in ("", task.kind))
    return next(found, None)


@transaction.atomic
def send_form(
    *, enrolment: Enrolment, lesson_code: str, key: str, answers: dict[str, Any], at: dt.datetime
) -> FormAnswer:
    """`answers` by the questions' keys, cleaned. The same again is the same row; others are a new one."""
    lesson, task = _entered(enrolment, lesson_code, key, "form", at)
    said = [{"key": q.key, "question": q.text, "answer": answers.get(q.key, "")} for q in task.questions]
    rows = FormAnswer.objects.filter(enrolment=enrolment, task=key).order_by("-number")
    latest = rows.first()
    if latest and latest.answers == said:
        return latest
    sent = FormAnswer.objects.create(
        **_belongs(enrolment, lesson, task), number=latest.number + 1 if latest else 1, answers=said,
        shared=task.shared, sent_at=at,
    )
    _log("study.send_form", enrolment, enrolment.person, {"lesson": lesson.code, "number": sent.number})
    finish_if_done(enrolment=enrolment, lesson=lesson, at=at)
    return sent


@transaction.atomic
def say_done(*, enrolment: Enrolment, lesson_code: str, key: str, item: str, done_on: dt.date, note: str,
             at: dt.datetime) -> PracticeEntry:
    """An item is done, its learner says. What waits or is confirmed stays as it is. Raises TaskRefused."""
    lesson, task = _entered(enrolment, lesson_code, key, "checklist", at)
    asked = next((row for row in task.items if row.key == item), None)
    if asked is None:
        raise TaskRefused(_("This item is not on the list of your version. Reload the page."))
    if done_on > clock.day_of(at):
        raise TaskRefused(_("This day has not come yet: an item is ticked when it is done."))
    said = PracticeEntry.objects.filter(enrolment=enrolment, task=key, item=item).exclude(state="returned").first()
    return said or PracticeEntry.objects.create(
        **_belongs(enrolment, lesson, task), item=item, text=asked.text, done_on=done_on, note=note, said_at=at
    )


@transaction.atomic
def hand_in(*, enrolment: Enrolment, lesson_code: str, key: str, text: str, file: Any, at: dt.datetime) -> HandIn:
    """A version of the work; `file` was looked into (forms). Raises TaskRefused while one waits, or once passed."""
    lesson, task = _entered(enrolment, lesson_code, key, "hand_in", at)
    rows = HandIn.objects.filter(enrolment=enrolment, task=key)
    if rows.filter(state=HandIn.State.WAITING).exists():
        raise TaskRefused(_("Your work has been handed in and waits to be marked."))
    if any(row.passed for row in rows):
        raise TaskRefused(_("Your work has been marked as passed: nothing more is to be handed in."))
    number = (rows.aggregate(last=Max("number"))["last"] or 0) + 1
    handed = HandIn.objects.create(
        **_belongs(enrolment, lesson, task), number=number, text=text, file=file or "", handed_at=at,
        file_title=file.name[-200:] if file else "", pass_mark=task.pass_mark,
    )
    _log("study.hand_in", enrolment, enrolment.person, {"lesson": lesson.code, "number": number})
    return handed


@transaction.atomic
def mark(*, work: HandIn, mark: int, comment: str, by, at: dt.datetime) -> HandIn:
    """Out of 100; at or above the pass mark the task is done. Once; raises TaskRefused."""
    if not 0 <= mark <= 100:
        raise TaskRefused(_("A mark is a whole number from 0 to 100."))
    return _decide(work, HandIn.State.MARKED, comment, by, at, mark=mark)


@transaction.atomic
def give_back(*, work: HandIn, reason: str, by, at: dt.datetime) -> HandIn:
    """To be handed in again; never without a reason. Raises TaskRefused."""
    return _decide(work, HandIn.State.RETURNED, reason, by, at)


@transaction.atomic
def confirm(*, entry: PracticeEntry, comment: str, by, at: dt.datetime) -> PracticeEntry:
    """The supervisor has seen it done. Once; raises TaskRefused."""
    return _decide(entry, PracticeEntry.State.CONFIRMED, comment, by, at)


@transaction.atomic
def return_entry(*, entry: PracticeEntry, reason: str, by, at: dt.datetime) -> PracticeEntry:
    """To be done, or shown, again; never without a reason. Raises TaskRefused."""
    return _decide(entry, PracticeEntry.State.RETURNED, reason, by, at)


def _decide(work: Any, state: str, comment: str, by, at: dt.datetime, **values: Any) -> Any:
    rows = type(work).objects.select_for_update(of=("self",))
    row = rows.select_related("enrolment__person", "enrolment__course").get(pk=work.pk)
    if row.enrolment.person_id == by.pk:
        raise TaskRefused(_("Nobody decides about his own work."))
    if row.state != "waiting":
        raise TaskRefused(_("This has been decided already."))
    if state == "returned" and not comment.strip():
        raise TaskRefused(_("Give the reason: nothing is returned without one."))
    row.state, row.comment, row.decided_by, row.decided_at = state, comment.strip(), by, at
    for name, value in values.items():
        setattr(row, name, value)
    row.save()
    _tell(row, at)
    _log(f"study.{row._meta.model_name}_{state}", row.enrolment, by, {"lesson": row.lesson_code} | values)
    lesson = pinned(row.enrolment).lessons.filter(code=row.lesson_code).first()
    if lesson is not None:
        finish_if_done(enrolment=row.enrolment, lesson=lesson, at=at)
    return row


def finish_if_done(*, enrolment: Enrolment, lesson: VersionLesson, at: dt.datetime) -> None:
    """Pass the lesson once its tasks are done, and what it plays or shows was seen."""
    if open_tasks(enrolment, lesson):
        return
    covered = LessonProgress.objects.filter(enrolment=enrolment, lesson_code=lesson.code).values_list(
        "covered", flat=True).first() or 0
    alone = lesson.rule == VersionLesson.Rule.TASKS
    if alone or rules.is_covered(covered, lesson.span_seconds, lesson.share_required):
        tasks = [f"{task.kind} {task.key}" for task in tasks_of(lesson.body)]
        pass_lesson(enrolment=enrolment, lesson_code=lesson.code, at=at, evidence={"tasks": tasks})


def _entered(enrolment: Enrolment, code: str, key: str, kind: str, at: dt.datetime) -> tuple[VersionLesson, Task]:
    """The task in the learner's own version; the row of his progress is held, so that two tabs come one by one."""
    start(enrolment=enrolment, at=at)
    lesson = pinned(enrolment).lessons.filter(code=code).first()
    task = task_in(lesson, key, kind) if lesson else None
    if lesson is None or task is None:
        raise TaskRefused(_("This task is not part of your version of the lesson. Reload the page."))
    LessonProgress.objects.get_or_create(enrolment=enrolment, lesson_code=code, defaults={"saved_at": at})
    LessonProgress.objects.select_for_update().get(enrolment=enrolment, lesson_code=code)
    return lesson, task


def _belongs(enrolment: Enrolment, lesson: VersionLesson, task: Task) -> dict[str, Any]:
    return {"enrolment": enrolment, "lesson_code": lesson.code, "task": task.key, "title": task.title}


def _tell(row: Any, at: dt.datetime) -> None:
    enrolment, word = row.enrolment, row.get_state_display()
    subject = _("“%(task)s”: %(state)s") % {"task": row.title, "state": word}
    notify(
        person=enrolment.person, key=f"study.{row._meta.model_name}:{row.pk}", at=at, subject=subject, body=row.comment,
        url=reverse("study:task", args=[enrolment.course.code, row.lesson_code, row.task]),
    )


def _log(action: str, enrolment: Enrolment, actor, detail: dict) -> None:
    target = f"{enrolment.course.code} {enrolment.cycle} {enrolment.person.staff_no}"
    record(action=action, actor=actor, target=target, detail=detail)
