"""Whose paper shows a picture."""

from django.db.models import TextField
from django.db.models.functions import Cast

from courses.rules import image_ids
from lms.assessment.models import Attempt


def in_a_paper_of(user, image_id: int) -> bool:
    """Is it in a question of an attempt of his, open or closed? The database looks for the number, few are read."""
    papers = Attempt.objects.filter(enrolment__person=user).annotate(text=Cast("paper", TextField()))
    found = papers.filter(text__contains=f'"image": {image_id}').order_by().values_list("paper", flat=True)
    return any(image_id in image_ids(item.get("material", ())) for paper in found for item in paper["items"])
