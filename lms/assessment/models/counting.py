"""计入成绩: which grade counted when, drawn from the records and always equal to them."""

from django.db import models
from django.db.models import F, Q

from lms.study.models import Enrolment


class CountingGrade(models.Model):
    """The grade that counts from `at` until the next one's `at`, by what the records say today.

    No record of its own: `services.counting.restate` makes it again from attempts and marks whenever one of them comes
    to be or is corrected, under the lock of the enrolment; figures and pages of any day read it.
    """

    enrolment = models.ForeignKey(Enrolment, on_delete=models.PROTECT, related_name="counting_grades")
    at = models.DateTimeField()
    until = models.DateTimeField(null=True, blank=True)
    score = models.DecimalField(max_digits=6, decimal_places=2)
    passed = models.BooleanField()

    class Meta:
        ordering = ["enrolment", "at", "pk"]
        constraints = [
            # One grade counts now.
            models.UniqueConstraint(
                fields=["enrolment"], condition=Q(until__isnull=True), name="countinggrade_one_now"
            ),
            # What counted ended no earlier than it began.
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=F("at")), name="countinggrade_until_after_at"
            ),
        ]
