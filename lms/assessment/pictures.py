"""Whose paper shows a picture."""

from collections.abc import Iterable

from django.db.models import TextField
from django.db.models.functions import Cast

from courses.rules import image_ids
from lms.assessment.models import Attempt
from lms.assessment.sheets.models import SetPaper


def in_a_paper_of(user, image_id: int) -> bool:
    """Is it in a question of an attempt of his, open or closed? The database looks for the number, few are read."""
    papers = Attempt.objects.filter(enrolment__person=user).annotate(text=Cast("paper", TextField()))
    found = papers.filter(text__contains=f'"image": {image_id}').order_by().values_list("paper", flat=True)
    return _shown_in(found, image_id)


def in_a_printed_paper(image_id: int) -> bool:
    """Is it in a question of a paper that is printed?"""
    papers = SetPaper.objects.annotate(text=Cast("paper", TextField())).order_by()
    return _shown_in(papers.filter(text__contains=f'"image": {image_id}').values_list("paper", flat=True), image_id)


def _shown_in(papers: Iterable[dict], image_id: int) -> bool:
    return any(image_id in image_ids(item.get("material", ())) for paper in papers for item in paper["items"])
