"""Writing the keys of names: for everybody, and what HR types for one."""

import hashlib
from collections.abc import Iterable

from django.db import transaction

from lms.common import clock
from lms.people.models import User
from lms.people.services.journal import Journal
from lms.people.services.names import KEYS, groups_of, keyed, name_keys, pinyin_keys, stroke_key
from lms.people.services.posting_rules import PostingRefused, changed_meanwhile
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
def correct_keys(
    *, person: User, pinyin: str, groups: list[str], by: User | None = None, expected: str = ""
) -> User:
    """HR types how the name is read and written; it stays on later renames until recomputed.

    `expected`: `keys_seen` of the form. Raises PostingRefused when the name or its keys are others by now.
    """
    person = User.objects.select_for_update().get(pk=person.pk)
    if expected and expected != keys_seen(person) and not _typed_already(person, pinyin, groups):
        raise PostingRefused(changed_meanwhile())
    values = {**pinyin_keys(pinyin), "stroke_key": stroke_key(person.full_name, groups), "keys_by_hand": True}
    return _write(person, values, by)


@transaction.atomic
def recompute_keys(*, person: User, by: User | None = None) -> User:
    """Forget what HR typed; the keys follow the name again."""
    person = User.objects.select_for_update().get(pk=person.pk)
    return _write(person, {**name_keys(person.full_name), "keys_by_hand": False}, by)


def fingerprint(person: User, names: Iterable[str]) -> str:
    """What a form was drawn for, in short."""
    return hashlib.sha256(repr([getattr(person, name) for name in names]).encode()).hexdigest()


def keys_seen(person: User) -> str:
    """What a form to correct the keys was drawn for."""
    return fingerprint(person, ("full_name", "pinyin", "stroke_key"))


def _typed_already(person: User, pinyin: str, groups: list[str]) -> bool:
    """The same again, as by a double click."""
    same = all(getattr(person, name) == value for name, value in pinyin_keys(pinyin).items())
    return same and groups == groups_of(person.full_name, person.stroke_key)


def _write(person: User, values: dict, by: User | None) -> User:
    journal = Journal(kind="correct_keys", on=clock.today(), by=by, target=person.staff_no)
    journal.change_one(person, **values)
    if journal.close():
        tell(journal.act, person)
    return person
