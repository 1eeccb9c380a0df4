"""Writing the keys of names: for everybody, and what HR types for one."""

from django.db import transaction

from lms.common import clock
from lms.people.models import User
from lms.people.services.journal import Journal
from lms.people.services.names import KEYS, keyed, name_keys, pinyin_keys, stroke_key
from lms.people.services.staff_log import tell

BATCH = 500


def key_everybody(*, missing_only: bool = False) -> int:
    """Make all keys anew, except those corrected by hand; how many people changed. Not an act of HR: no journal."""
    people = User.objects.filter(keys_by_hand=False).only("pk", "full_name", "keys_by_hand", *KEYS)
    if missing_only:
        people = people.filter(stroke_key="")
    changed = [person for person in people.iterator(chunk_size=5000) if keyed(person)]
    User.objects.bulk_update(changed, KEYS, batch_size=BATCH)
    return len(changed)


@transaction.atomic
def correct_keys(*, person: User, pinyin: str, groups: list[str], by: User | None = None) -> User:
    """HR types how the name is read and written; it stays on later renames until recomputed."""
    person = User.objects.select_for_update().get(pk=person.pk)
    values = {**pinyin_keys(pinyin), "stroke_key": stroke_key(person.full_name, groups), "keys_by_hand": True}
    return _write(person, values, by)


@transaction.atomic
def recompute_keys(*, person: User, by: User | None = None) -> User:
    """Forget what HR typed; the keys follow the name again."""
    person = User.objects.select_for_update().get(pk=person.pk)
    return _write(person, {**name_keys(person.full_name), "keys_by_hand": False}, by)


def _write(person: User, values: dict, by: User | None) -> User:
    journal = Journal(kind="correct_keys", on=clock.today(), by=by, target=person.staff_no)
    journal.change_one(person, **values)
    if journal.close():
        tell(journal.act, person)
    return person
