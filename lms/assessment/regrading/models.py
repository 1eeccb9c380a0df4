"""复核改分: a regrade, and what it makes of each attempt. Registered with the room's models."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from courses.models import Question, QuestionBank
from lms.assessment.regrading import rules


class RegradeQuerySet(models.QuerySet["Regrade"]):
    def decided(self) -> Self:
        """Those that hold, in the order in which they were decided: of two on one version the later counts."""
        return self.filter(state__in=(Regrade.State.CONFIRMED, Regrade.State.DONE)).order_by("decided_at", "pk")

    def open(self) -> Self:
        return self.filter(state__in=Regrade.OPEN)


class Regrade(models.Model):
    """One wrong question put right: which versions were wrong, how they are marked instead, who said so and why.

    `counts` is what the preview found, `result` what came of it, both as `counting.counted` counts.
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("being prepared")
        PROPOSED = "proposed", _("waiting for a second person")
        CONFIRMED = "confirmed", _("being carried out")
        DONE = "done", _("carried out for everybody")
        REFUSED = "refused", _("refused")
        WITHDRAWN = "withdrawn", _("taken back")

    class Way(models.TextChoices):
        NEW_KEY = rules.NEW_KEY, _("marked by the new key")
        FULL_POINTS = rules.FULL_POINTS, _("everybody gets the points")
        LEFT_OUT = rules.LEFT_OUT, _("left out, the total is reduced")

    OPEN = (State.DRAFT, State.PROPOSED, State.CONFIRMED)

    bank = models.ForeignKey(QuestionBank, on_delete=models.PROTECT, related_name="+", verbose_name=_("bank"))
    code = models.CharField(_("question"), max_length=32)
    question = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="+", verbose_name=_("right version"))
    wrong = models.JSONField(_("wrong versions"), help_text="Their numbers, sorted.")
    way = models.CharField(_("way of regrading"), max_length=12, choices=Way.choices)
    keep_passes = models.BooleanField(_("passes are kept"), default=True)
    keep_reason = models.CharField(_("why passes are taken back"), max_length=300, blank=True)
    reason = models.CharField(_("what was wrong"), max_length=300)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.DRAFT)
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField(_("opened"))
    previewed_at = models.DateTimeField(_("preview made"), null=True, blank=True)
    counts = models.JSONField(default=dict)
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    proposed_at = models.DateTimeField(_("proposed"), null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    answer = models.CharField(_("answer"), max_length=300, blank=True)
    finished_at = models.DateTimeField(_("carried out"), null=True, blank=True)
    result = models.JSONField(default=dict)

    objects = RegradeQuerySet.as_manager()

    class Meta:
        verbose_name = _("regrade")
        verbose_name_plural = _("regrades")
        ordering = ["-opened_at", "-pk"]
        constraints = [
            # One open regrade a question: two people do not decide about the same key side by side.
            models.UniqueConstraint(
                fields=["bank", "code"], condition=Q(state__in=("draft", "proposed", "confirmed")),
                name="regrade_one_open_per_question",
            ),
            # One is carried out at a time: what changed a score, and why, is never two regrades at once.
            models.UniqueConstraint(fields=["state"], condition=Q(state="confirmed"), name="regrade_one_carried_out"),
            # The second person is another one.
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("proposed_by")), name="regrade_second_person",
            ),
            # What is proposed says by whom and after which preview.
            models.CheckConstraint(
                condition=Q(state__in=("draft", "withdrawn"))
                | Q(proposed_by__isnull=False, proposed_at__isnull=False, previewed_at__isnull=False),
                name="regrade_proposed_whole",
            ),
            # What was decided says by whom and when; nothing else does.
            models.CheckConstraint(
                condition=Q(state__in=("confirmed", "done", "refused"), decided_by__isnull=False,
                            decided_at__isnull=False)
                | Q(state__in=("draft", "proposed", "withdrawn"), decided_by__isnull=True, decided_at__isnull=True),
                name="regrade_decided_whole",
            ),
            # Nobody is refused without a reason.
            models.CheckConstraint(condition=~Q(state="refused") | ~Q(answer=""), name="regrade_refused_with_reason"),
            # Every regrade says what was wrong.
            models.CheckConstraint(condition=~Q(reason=""), name="regrade_with_reason"),
            # Passes are taken back for a reason only.
            models.CheckConstraint(
                condition=Q(keep_passes=True) | ~Q(keep_reason=""), name="regrade_passes_taken_with_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} v{self.question.version}"


class RegradeLine(models.Model):
    """One attempt under one regrade: foreseen by the preview, and from `done_at` on what was done.

    `old_score` is null for an attempt that was going on: it was marked by the new rule when it was handed in.
    Grades and hours are those of the whole task, of which an attempt is a part.
    """

    class Effect(models.TextChoices):
        NONE = "none", _("nothing else changes")
        GRADE = "grade", _("grade corrected")
        GAINED = "gained", _("completed: hours entered, certificate issued")
        WAITS = "waits", _("passed; lessons are still to be finished")
        LOST = "lost", _("completion withdrawn: hours reversed, certificate revoked")
        UNPASSED = "unpassed", _("no longer passed")

    regrade = models.ForeignKey(Regrade, on_delete=models.PROTECT, related_name="lines")
    attempt = models.ForeignKey("assessment.Attempt", on_delete=models.PROTECT, related_name="regrade_lines")
    old_score = models.DecimalField(_("from"), max_digits=6, decimal_places=2, null=True, blank=True)
    new_score = models.DecimalField(_("to"), max_digits=6, decimal_places=2)
    old_passed = models.BooleanField(null=True, blank=True)
    new_passed = models.BooleanField()
    kept = models.BooleanField(_("pass kept"), default=False)
    old_grade = models.DecimalField(max_digits=6, decimal_places=2, null=True, blank=True)
    new_grade = models.DecimalField(max_digits=6, decimal_places=2, null=True, blank=True)
    effect = models.CharField(_("what follows"), max_length=10, choices=Effect.choices, default=Effect.NONE)
    hours = models.DecimalField(_("credit hours"), max_digits=6, decimal_places=2, default=0)
    done_at = models.DateTimeField(null=True, blank=True)
    event = models.ForeignKey(
        "assessment.GradeEvent", on_delete=models.PROTECT, null=True, blank=True, related_name="regrade_lines"
    )

    class Meta:
        verbose_name = _("regraded attempt")
        verbose_name_plural = _("regraded attempts")
        ordering = ["pk"]
        constraints = [
            # Each attempt is regraded once by a regrade, whoever carries it out and however often he is killed.
            models.UniqueConstraint(fields=["regrade", "attempt"], name="regradeline_once"),
            # Only what was done has a grade to show for it.
            models.CheckConstraint(
                condition=Q(event__isnull=True) | Q(done_at__isnull=False), name="regradeline_event_is_done"
            ),
            # A kept pass passes.
            models.CheckConstraint(condition=Q(kept=False) | Q(new_passed=True), name="regradeline_kept_passes"),
        ]
        indexes = [
            models.Index(fields=["regrade"], condition=Q(done_at__isnull=True), name="regradeline_to_do"),
        ]
