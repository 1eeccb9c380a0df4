"""Who wrote what is being reviewed: he does not review it."""

import datetime as dt
from collections.abc import Iterable

from wagtail.models import Page, Revision, TaskState, WorkflowState

from courses.models import LessonPage

Window = tuple[dt.datetime, dt.datetime | None]


def authors_of(page: Page, review: WorkflowState) -> set[int]:
    """Who submitted the course, and who wrote it or one of its lessons since it was last published.

    What a reviewer corrected during his own step makes him no author: others are locked out then.
    """
    steps = list(TaskState.objects.filter(workflow_state=review).values_list("started_at", "finished_at"))
    found = _revisions_since_publication(page).values_list("user_id", "created_at")
    writers = {user for user, at in found if not _is_within(at, steps)}
    return writers | {pk for pk in (review.requested_by_id, ) if pk}


def _revisions_since_publication(page: Page):
    pages = [page.pk, *LessonPage.objects.child_of(page).values_list("pk", flat=True)]
    rows = Revision.objects.filter(
        base_content_type=page.get_base_content_type(), object_id__in=[str(pk) for pk in pages], user__isnull=False
    )
    return rows.filter(created_at__gt=page.last_published_at) if page.last_published_at else rows


def _is_within(at: dt.datetime, windows: Iterable[Window]) -> bool:
    return any(begun <= at and (ended is None or at <= ended) for begun, ended in windows)


def earlier_reviewers(review: WorkflowState) -> set[int]:
    """Who has approved a step of this review already."""
    approved = TaskState.objects.filter(workflow_state=review, status=TaskState.STATUS_APPROVED)
    return set(approved.exclude(finished_by=None).values_list("finished_by_id", flat=True))
