"""Which question banks a recipe draws from, and which concern somebody's post."""

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from courses.models import CourseVersion
from lms.curricula.models import Assignment
from lms.people.models import User


def banks_named(recipe: Mapping[str, Any] | None) -> set[str]:
    """The codes of the banks a frozen recipe draws from."""
    recipe = recipe or {}
    named = {recipe.get("bank"), *(section.get("bank") for section in recipe.get("sections") or ())}
    return {code for code in named if code}


def banks_of_post(person: User) -> dict[str, list[str]]:
    """By bank, the titles of the courses the curricula ask of this person that are examined from it; one query.

    Of each course its newest version speaks. Also tasks that are done or closed: what one learnt may be practised.
    """
    asked = Assignment.objects.filter(person=person).order_by().values("course_id")
    versions = CourseVersion.objects.filter(course__in=asked).order_by("course__code", "-number")
    found: dict[str, list[str]] = defaultdict(list)
    seen = set()
    for course, title, recipe in versions.values_list("course_id", "title", "assessment"):
        if course not in seen:
            seen.add(course)
            for bank in banks_named(recipe):
                found[bank].append(title)
    return dict(found)
