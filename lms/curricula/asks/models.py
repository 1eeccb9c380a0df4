"""申请, 说明原因 and the history of due dates. Registered with the room's models."""

import datetime as dt
from typing import Self

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _
from wagtail.contrib.settings.models import BaseGenericSetting, register_setting

from lms.common import clock
from lms.people.access import has_role
from lms.people.models import Portfolio, Posting, User


class RequestQuerySet(models.QuerySet):
    def visible_to(self, viewer, on: dt.date | None = None) -> Self:
        people = User.objects.visible_to(viewer, on or clock.today())
        return self.filter(assignment__person__in=people)

    def pending(self) -> Self:
        return self.filter(state=Request.State.PENDING)

    def decidable_by(self, user, on: dt.date) -> Self:
        """HR decides all, a leader the extensions of units in his portfolio on the day; nobody his own."""
        others = self.exclude(assignment__person=user)
        if has_role(user, "hr", on=on):
            return others
        paths = Portfolio.objects.on(on).filter(person=user).values_list("department__path", flat=True)
        within = Q(pk__in=())
        for path in paths:
            within |= Q(department__path__startswith=path)
        posts = Posting.objects.main().on(on).filter(within, person=OuterRef("assignment__person"))
        return others.filter(Exists(posts), kind=Request.Kind.EXTENSION)


class Request(models.Model):
    """申请: somebody asks for more time, or not to owe a task. Answered once, with a reason, by the promised day."""

    class Kind(models.TextChoices):
        EXTENSION = "extension", _("extension")
        EXEMPTION = "exemption", _("exemption")

    class State(models.TextChoices):
        PENDING = "pending", _("waiting")
        GRANTED = "granted", _("granted")
        REFUSED = "refused", _("refused")
        WITHDRAWN = "withdrawn", _("withdrawn")
        LAPSED = "lapsed", _("ended with the task")

    assignment = models.ForeignKey("curricula.Assignment", on_delete=models.PROTECT, related_name="requests")
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    reason = models.CharField(_("reason"), max_length=500)
    wanted_on = models.DateField(_("until"), null=True, blank=True)
    asked_at = models.DateTimeField(_("asked"))
    promised_on = models.DateField(_("answer promised by"))
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.PENDING)
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    answer = models.CharField(_("answer"), max_length=500, blank=True)
    granted_on = models.DateField(_("granted until"), null=True, blank=True)

    objects = RequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("request")
        verbose_name_plural = _("requests")
        ordering = ["promised_on", "pk"]
        constraints = [
            # One question at a time: a second of the same kind waits for the answer to the first.
            models.UniqueConstraint(
                fields=["assignment", "kind"], condition=Q(state="pending"), name="request_one_pending"
            ),
            # An extension names its day, an exemption has none.
            models.CheckConstraint(
                condition=Q(kind="extension", wanted_on__isnull=False) | Q(kind="exemption", wanted_on__isnull=True),
                name="request_extension_has_day",
            ),
            # What waits is undecided, what was decided says when.
            models.CheckConstraint(
                condition=Q(state="pending", decided_at__isnull=True)
                | (~Q(state="pending") & Q(decided_at__isnull=False)),
                name="request_decided_at",
            ),
            # Nobody is refused without a reason, and by nobody.
            models.CheckConstraint(
                condition=~Q(state="refused") | (~Q(answer="") & Q(decided_by__isnull=False)),
                name="request_refused_with_reason",
            ),
            # Nobody's request ends with its task without being told why.
            models.CheckConstraint(condition=~Q(state="lapsed") | ~Q(answer=""), name="request_lapsed_with_reason"),
            # A granted extension says until when; nothing else does.
            models.CheckConstraint(
                condition=Q(kind="extension", state="granted", granted_on__isnull=False)
                | (Q(granted_on__isnull=True) & ~Q(kind="extension", state="granted")),
                name="request_granted_until",
            ),
            # A reason is asked for, and given.
            models.CheckConstraint(condition=~Q(reason=""), name="request_with_reason"),
        ]


class DueChange(models.Model):
    """One move of a due date: from, to, why, by whom. Append-only (the database refuses more: migration 0006).

    `from_on` is the date as it was kept, before pauses are given back; `to_on` is the date agreed, and pauses move it
    from `on` only.
    """

    assignment = models.ForeignKey("curricula.Assignment", on_delete=models.PROTECT, related_name="due_changes")
    from_on = models.DateField(_("from"))
    to_on = models.DateField(_("to"))
    on = models.DateField(_("decided on"), help_text="The new date holds from the start of this day.")
    why = models.CharField(_("why"), max_length=500)
    # Null: the rules did, for a task that is owed again.
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    # A request moves a due date once.
    request = models.OneToOneField(Request, on_delete=models.PROTECT, null=True, blank=True, related_name="due_change")

    class Meta:
        verbose_name = _("change of a due date")
        verbose_name_plural = _("changes of due dates")
        ordering = ["on", "pk"]
        constraints = [
            # Time is given, never taken away: nobody becomes overdue by a decision.
            models.CheckConstraint(condition=Q(to_on__gt=F("from_on")), name="duechange_gives_time"),
            # A change says why.
            models.CheckConstraint(condition=~Q(why=""), name="duechange_with_reason"),
        ]


class Explanation(models.Model):
    """说明原因: why a task is late, in the person's words. Each is kept; the last one counts."""

    assignment = models.ForeignKey("curricula.Assignment", on_delete=models.PROTECT, related_name="explanations")
    text = models.CharField(_("reason"), max_length=500)
    given_at = models.DateTimeField(_("given"))

    class Meta:
        verbose_name = _("explanation")
        verbose_name_plural = _("explanations")
        ordering = ["given_at", "pk"]
        # An explanation explains something.
        constraints = [models.CheckConstraint(condition=~Q(text=""), name="explanation_not_empty")]


@register_setting(icon="list-ul", order=310)
class CurriculaSettings(BaseGenericSetting):
    """Promises of the bureau about tasks."""

    answer_days = models.PositiveSmallIntegerField(
        _("working days in which a request is answered"), default=5,
        validators=[MinValueValidator(1), MaxValueValidator(60)],
    )
    longest_extension = models.PositiveSmallIntegerField(
        _("days an extension may give at most"), default=180, validators=[MinValueValidator(1), MaxValueValidator(730)],
    )

    class Meta:
        verbose_name = _("curricula and tasks")
