"""What waits for a person in office: counts that lead to where it is done, with the earliest day that was promised."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Min, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.models import Task

from lms.assessment.marking.access import unattended, waiting_for_marker
from lms.curricula.asks.models import Request
from lms.discussion.models import Report
from lms.feedback.models import Case
from lms.notices.selectors import undelivered
from lms.people.access import roles_of
from lms.people.admin.today import needs_of
from lms.study.tasks import selectors as tasks

OFFICES = frozenset({"hr", "head", "leader", "supervision", "editor", "security_admin"})


@dataclass(frozen=True)
class Waiting:
    """`by`: the earliest promised day; `late`: it is over."""

    count: int
    text: str
    url: str
    by: dt.date | None = None
    late: bool = False


def waiting_for(user: Any, on: dt.date) -> tuple[Waiting, ...]:
    """Everything of the person's offices that is not nothing; who holds none asks nothing. Queries do not grow."""
    roles = roles_of(user, on)
    if roles.isdisjoint(OFFICES):
        return ()
    found = (*_promised(user, roles, on), *_tasks(user, roles, on), *_marking(user, roles, on), *_hr(roles),
             *_reported(user, roles, on), *_reviews(user, roles),
             *(Waiting(need.count, need.text, need.url) for need in needs_of(roles, on)))
    return tuple(row for row in found if row.count)


def _promised(user: Any, roles: frozenset[str], on: dt.date) -> Iterator[Waiting]:
    if roles & {"hr", "leader"}:
        asked = Request.objects.pending().decidable_by(user, on)
        yield _counted(asked, _("requests for more time or an exemption"), reverse("curricula:requests"), on)
    if roles & {"hr", "supervision", "editor"}:
        cases = Case.objects.answerable_by(user, on).open()
        yield _counted(cases, _("cases of feedback, complaint or correction"), reverse("feedback:queue"), on)


def _reported(user: Any, roles: frozenset[str], on: dt.date) -> Iterator[Waiting]:
    if roles & {"hr", "editor"}:
        reported = Report.objects.moderated_by(user, on).waiting()
        yield _counted(reported, _("posts somebody reported"), reverse("discussion:office"), on, what="post")


def _counted(rows: QuerySet, text: str, url: str, on: dt.date, what: str = "pk") -> Waiting:
    """`what` is counted once each."""
    found = rows.order_by().aggregate(count=Count(what, distinct=True), by=Min("promised_on"))
    return Waiting(found["count"], text, url, found["by"], bool(found["by"] and found["by"] < on))


def _tasks(user: Any, roles: frozenset[str], on: dt.date) -> Iterator[Waiting]:
    """Written work is HR's to mark; practice is confirmed by HR and by the heads."""
    if "hr" in roles:
        work = tasks.waiting_for(user, "hand_ins", on)
        yield Waiting(work.count(), _("written work to mark"), reverse("study:marking", args=["hand_ins"]))
    if roles & {"hr", "head"}:
        entries = tasks.waiting_for(user, "practice", on)
        yield Waiting(entries.count(), _("entries of practice to confirm"), reverse("study:marking", args=["practice"]))


def _marking(user: Any, roles: frozenset[str], on: dt.date) -> Iterator[Waiting]:
    """Answers of exams: those he marks; to HR, those nobody marks."""
    yield Waiting(waiting_for_marker(user, on), _("answers to mark"), reverse("assessment:marking"))
    if "hr" in roles:
        yield Waiting(unattended(on), _("exams whose answers nobody marks"), reverse("assessment:marking"))


def _hr(roles: frozenset[str]) -> Iterator[Waiting]:
    if "hr" in roles:
        yield Waiting(undelivered("failed").count(), _("e-mails that did not arrive"), reverse("supervision:mail"))


def _reviews(user: Any, roles: frozenset[str]) -> Iterator[Waiting]:
    if roles & {"hr", "leader", "editor"}:
        steps = (step.specific for step in Task.objects.filter(active=True))
        waiting = sum(step.get_task_states_user_can_moderate(user).count() for step in steps)
        yield Waiting(waiting, _("courses and lessons to review"), reverse("wagtailadmin_home"))
