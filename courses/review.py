"""Who may publish what without the three steps, who may take which of them, and what has been said."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from wagtail.models import Page, Task, TaskState, WorkflowTask

from courses import authorship, inspection, lessons
from courses.models import CataloguePage, CoursePage, LessonPage


def is_lesson(page: Page | None, parent: Page | None) -> bool:
    """A page being made is known by where."""
    if page is None or page.pk is None:
        return parent is not None and issubclass(parent.specific_class, CoursePage)
    return issubclass(page.specific_class, LessonPage)


def goes_live_by_review(page: Page | None, parent: Page | None, user) -> bool:
    """True for courses and lessons; a superuser may always, and a reviewer brings back a lesson taken off."""
    if user.is_superuser:
        return False
    if page is None or page.pk is None:  # being made: known by where
        return parent is not None and issubclass(parent.specific_class, CataloguePage | CoursePage)
    if isinstance(page, LessonPage):
        return not lessons.is_taken_off(page)
    return isinstance(page, CoursePage)


def refusals(page: Page, user) -> list[str]:
    """Why `user` cannot publish `page` by the button, in words; empty when he can."""
    if goes_live_by_review(page, None, user):
        return [_("Submit the course for review; the last approval publishes it with its lessons.")]
    return inspection.in_the_way_of(page) if isinstance(page, CoursePage) else []


def in_the_way(page: Page, step: Task | Any, user) -> str:
    """Why `user` does not take this step of the page's review, in words; empty when he may. Four eyes see each step."""
    state = page.current_workflow_state
    if state is None or user.is_superuser:
        return ""
    if user.pk == state.requested_by_id:
        return _("You submitted this course: somebody else reviews it.")
    if user.pk in authorship.earlier_reviewers(state):
        return _("You have approved an earlier step of this review: somebody else takes this one.")
    if _is_first(step, state) and user.pk in authorship.authors_of(page, state):
        return _("You have written on this course since it was last published: another editor takes the first step.")
    return ""


def _is_first(step: Task, state) -> bool:
    steps = WorkflowTask.objects.filter(workflow_id=state.workflow_id, task__active=True).order_by("sort_order")
    return steps.values_list("task_id", flat=True).first() == step.pk


@dataclass(frozen=True)
class Said:
    """One decision of a reviewer: which step, who, what, why and when."""

    step: str
    who: str
    word: str
    reason: str
    at: dt.datetime | None
    refused: bool


def history_of(page: Page, most: int = 20) -> list[Said]:
    """What reviewers have decided about the page, newest first, reviews of earlier versions too (one query)."""
    decided = (TaskState.STATUS_APPROVED, TaskState.STATUS_REJECTED)
    rows = TaskState.objects.for_instance(page).filter(status__in=decided).select_related("task", "finished_by")
    return [_said(row) for row in rows.order_by("-finished_at", "-pk")[:most]]


def _said(row: TaskState) -> Said:
    refused = row.status == TaskState.STATUS_REJECTED
    who = row.finished_by.get_full_name() if row.finished_by else ""
    return Said(row.task.name, who, _("sent back") if refused else _("approved"), row.comment, row.finished_at, refused)
