"""Whose practice shows a picture."""

from django.db.models import Exists, OuterRef, Q, TextField
from django.db.models.functions import Cast

from courses.models import Question
from courses.rules import image_ids
from lms.drill.access import may_be_asked
from lms.drill.models import DrillAnswer
from lms.people.models import User


def in_practice_of(person: User, image_id: int) -> bool:
    """Is it in a question he may be asked, or has answered? The database looks for the number, few are read."""
    answered = Exists(DrillAnswer.objects.filter(person=person, question=OuterRef("pk")))
    rows = Question.objects.filter(Q(pk__in=may_be_asked(person).order_by().values("pk")) | answered)
    shown = rows.annotate(text=Cast("material", TextField())).filter(text__contains=f'"image": {image_id}')
    return any(image_id in image_ids(one.material.raw_data) for one in shown.only("material"))
