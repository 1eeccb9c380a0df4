"""People are given a tag, or lose it, from a day on."""

import datetime as dt
from collections.abc import Collection

from django.db import transaction

from lms.audit.services import record
from lms.curricula.models import Tag, Tagged
from lms.people.models import User

DAY = dt.timedelta(days=1)


@transaction.atomic
def tag_people(*, tag: Tag, people: Collection[User], by: User | None, on: dt.date) -> tuple[int, int]:
    """From `on` exactly these have the tag: (given, taken away). What held before stays on record."""
    Tag.objects.select_for_update().get(pk=tag.pk)
    held = Tagged.objects.filter(tag=tag, to_on__isnull=True)
    wanted = {person.pk for person in people}
    had = set(held.values_list("person_id", flat=True))
    gone = held.filter(person__in=had - wanted)
    gone.filter(from_on__gte=on).delete()  # given today by mistake: it has held for no day
    gone.update(to_on=on - DAY)
    Tagged.objects.bulk_create(Tagged(tag=tag, person_id=person, from_on=on) for person in sorted(wanted - had))
    counts = len(wanted - had), len(had - wanted)
    if any(counts):
        record(action="curricula.tag", actor=by, target=tag.name,
               detail={"on": f"{on}", "given": counts[0], "taken": counts[1]})
    return counts
