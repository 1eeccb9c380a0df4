"""题目统计: how each version of a question did, kept for lists; the page of statistics reckons anew."""

from django.db import models

from courses.models import Question


class QuestionFigures(models.Model):
    """Of the newest closed attempts, as of `at`. Made again every day by `bank_statistics.keep_figures`."""

    question = models.OneToOneField(Question, on_delete=models.PROTECT, related_name="figures")
    number = models.PositiveIntegerField(help_text="Answers counted.")
    facility = models.DecimalField(max_digits=4, decimal_places=3, null=True, blank=True)
    discrimination = models.DecimalField(max_digits=4, decimal_places=3, null=True, blank=True)
    at = models.DateTimeField()
