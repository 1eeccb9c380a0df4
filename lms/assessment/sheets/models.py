"""Papers drawn to be printed, and what was entered from the sheets. Nothing of it is ever changed or deleted."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from courses.models import CourseVersion
from lms.study.models import Enrolment


class PaperSet(models.Model):
    """One sitting on paper: drawn once from a course's recipe, frozen, known by the code printed on each sheet."""

    code = models.CharField(_("code"), max_length=8, unique=True)
    version = models.ForeignKey(CourseVersion, on_delete=models.PROTECT, related_name="paper_sets")
    cycle = models.CharField(_("cycle"), max_length=16)
    begins_at = models.DateTimeField(_("begins"))
    ends_at = models.DateTimeField(_("ends"))
    drawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    drawn_at = models.DateTimeField(_("drawn"))
    once = models.UUIDField(unique=True, help_text="A form sent twice draws one set.")

    class Meta:
        verbose_name = _("set of papers")
        verbose_name_plural = _("sets of papers")
        ordering = ["-drawn_at", "-pk"]
        constraints = [
            # Every sitting has time.
            models.CheckConstraint(condition=Q(ends_at__gt=F("begins_at")), name="paperset_has_time"),
        ]

    def __str__(self) -> str:
        return self.code


class SetPaper(models.Model):
    """Paper A or B of a set, frozen as an attempt's paper is."""

    paper_set = models.ForeignKey(PaperSet, on_delete=models.PROTECT, related_name="papers")
    letter = models.CharField(_("paper"), max_length=1)
    paper = models.JSONField()

    class Meta:
        verbose_name = _("printed paper")
        verbose_name_plural = _("printed papers")
        ordering = ["letter"]
        constraints = [
            # One paper A in a set.
            models.UniqueConstraint(fields=["paper_set", "letter"], name="setpaper_letter_once"),
        ]


class SheetEntry(models.Model):
    """What one person's sheet says, who entered it, and the closed attempt it became. A correction is a new entry.

    `answers` is {"1": ["B"]}; `points` what people gave for the items no rule can mark, {"21": "8.5"}.
    """

    paper_set = models.ForeignKey(PaperSet, on_delete=models.PROTECT, related_name="entries")
    printed = models.ForeignKey(SetPaper, on_delete=models.PROTECT, related_name="entries")
    enrolment = models.ForeignKey(Enrolment, on_delete=models.PROTECT, related_name="sheets")
    attempt = models.ForeignKey("assessment.Attempt", on_delete=models.PROTECT, related_name="sheets")
    number = models.PositiveIntegerField(_("entry"), default=1)
    answers = models.JSONField(default=dict)
    points = models.JSONField(default=dict)
    score = models.DecimalField(_("score"), max_digits=6, decimal_places=2)
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    entered_at = models.DateTimeField(_("entered"))
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    replaced_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("entry of a sheet")
        verbose_name_plural = _("entries of sheets")
        ordering = ["enrolment", "number"]
        constraints = [
            # A person's sheet of a set is entered once; what stands is one entry.
            models.UniqueConstraint(
                fields=["paper_set", "enrolment"], condition=Q(replaced_at__isnull=True), name="sheetentry_one_stands"
            ),
            # Entries of a sheet are numbered once each.
            models.UniqueConstraint(fields=["paper_set", "enrolment", "number"], name="sheetentry_number_once"),
            # Nothing is corrected without a reason.
            models.CheckConstraint(condition=Q(number=1) | ~Q(reason=""), name="sheetentry_corrected_with_reason"),
        ]


class SheetFile(models.Model):
    """A filled-in workbook: judged row by row first, then written as a whole or not at all.

    `rows` are [{"row": 3, "staff_no", "name", "letter", "cells": {"1": "B"}, "kind": new, same or refused,
    "reasons": […], "score"}].
    """

    paper_set = models.ForeignKey(PaperSet, on_delete=models.PROTECT, related_name="files")
    name = models.CharField(_("file"), max_length=200)
    rows = models.JSONField(default=list)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField(_("uploaded"))
    written_at = models.DateTimeField(_("written"), null=True, blank=True)
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = _("file of sheets")
        verbose_name_plural = _("files of sheets")
        ordering = ["-uploaded_at", "-pk"]
        constraints = [
            # What was written says by whom.
            models.CheckConstraint(
                condition=Q(written_at__isnull=True) | Q(written_by__isnull=False), name="sheetfile_written_by_somebody"
            ),
        ]
