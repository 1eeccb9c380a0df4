"""Finding a person by number, name or pinyin: number, name and unit, nothing else of him."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Q

from lms.people.models import Posting, User

MOST = 20
WITHOUT_POST = ""


@dataclass(frozen=True)
class Candidate:
    """A person as he is named to whoever chooses one."""

    pk: int
    staff_no: str
    name: str
    unit: str
    post: str


def found(query: str, on: dt.date, *, employed: bool = False) -> list[Candidate]:
    """The first twenty whose number begins with the words typed, or whose name or pinyin contains them (two queries).

    Only who may sign in; with `employed` only who holds a main post on the day.
    """
    words = query.strip()
    if not words:
        return []
    bare = words.replace(" ", "").lower()
    people = User.objects.filter(
        Q(staff_no__startswith=words) | Q(full_name__icontains=words) | Q(pinyin__icontains=words)
        | Q(pinyin__icontains=bare) | Q(pinyin_initials__istartswith=bare),
        is_active=True,
    )
    return candidates(people.employed_on(on) if employed else people, on)


def candidates(people, on: dt.date) -> list[Candidate]:
    """These people with the unit and post of the day (two queries)."""
    chosen = list(people.order_by("staff_no")[:MOST])
    posts = {post.person_id: post
             for post in Posting.objects.main().on(on).filter(person__in=chosen).select_related("department")}
    return [Candidate(
        one.pk, one.staff_no, one.display_name,
        posts[one.pk].department.name if one.pk in posts else WITHOUT_POST,
        posts[one.pk].post if one.pk in posts else "",
    ) for one in chosen]
