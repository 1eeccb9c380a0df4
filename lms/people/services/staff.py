"""A person is taken on, corrected, and an act on him is taken back."""

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from lms.common import clock
from lms.people.models import Act, Department, PersonState, Posting, User
from lms.people.services.journal import Journal, UndoRefused, undo_act
from lms.people.services.keys import fingerprint
from lms.people.services.names import keyed, name_keys
from lms.people.services.posting_rules import PostingRefused, changed_meanwhile, check_unit
from lms.people.services.postings import locked
from lms.people.services.roles import sync_memberships
from lms.people.services.roster import cells
from lms.people.services.roster.names import Refused
from lms.people.services.roster.writing import BulkJournal
from lms.people.services.staff_log import tell

UNDOABLE = ("transfer", "add_posting", "end_posting", "pause", "end_pause", "end_service", "join", "correct_person",
            "correct_keys")
KEPT = ("staff_no", "full_name", "name_tag", "gender", "email", "is_active", "last_login")  # of a joiner, for undoing
CORRECTED = ("full_name", "name_tag", "gender", "email")


def clean_staff_no(value: str) -> str:
    """工号 as the register keeps it. Raises PostingRefused: identity numbers, and whatever once was somebody's."""
    try:
        found = cells.staff_no(value, padded=False)
    except Refused as refusal:
        raise PostingRefused(str(refusal)) from refusal
    owner = User.objects.filter(staff_no=found).first()
    if owner is None:
        return found
    if PersonState.objects.on(clock.today()).filter(person=owner, kind=PersonState.Kind.LEFT).exists():
        raise PostingRefused(_("The number belongs to a closed person, %(name)s: it is never given again.")
                             % {"name": owner.display_name})
    raise PostingRefused(_("The number belongs to %(name)s.") % {"name": owner.display_name})


def clean_name(value: str) -> tuple[str, str]:
    """(full name, same-name mark): • becomes ·, a private character everyone knows its own. Raises PostingRefused."""
    try:
        full, mark, _state = cells.name(value)
    except Refused as refusal:
        raise PostingRefused(str(refusal)) from refusal
    return full, mark


@transaction.atomic
def join_person(
    *, staff_no: str, full_name: str, department: Department, post: str, category: str, on: dt.date, rank: str = "",
    name_tag: str = "", gender: str = "", email: str = "", by: User | None = None,
) -> User:
    """A new person with his main post from `on`; he signs in once a one-time password is issued.

    Raises PostingRefused: the number is somebody's or looks like an identity number, the name cannot be taken, the
    unit is not there on the day.
    """
    number, (full, mark) = clean_staff_no(staff_no), clean_name(full_name)
    check_unit(department, on)
    person = User(staff_no=number, full_name=full, name_tag=name_tag or mark, gender=gender, email=email,
                  **name_keys(full))
    person.set_unusable_password()
    journal = BulkJournal(kind="join", on=on, by=by, target=number, detail={"to": department.code})
    journal.add([person], kept=KEPT)
    journal.create([Posting(person=person, department=department, post=post, rank=rank, category=category,
                            from_on=on)])
    journal.close()
    tell(journal.act, person, to=department.code, on=f"{on}")
    sync_memberships(clock.today(), person=person)
    return person


def as_seen(person: User) -> str:
    """What a form to correct the person was drawn for, in short."""
    return fingerprint(person, CORRECTED)


@transaction.atomic
def correct_person(*, person: User, by: User | None = None, expected: str = "", **values: str) -> User:
    """Correct name, mark, gender or e-mail; the old value stays in the story. Keys follow a new name.

    `expected`: `as_seen` of the form. Raises PostingRefused when somebody else has corrected the person since.
    """
    locked(person)
    person = User.objects.get(pk=person.pk)
    if "full_name" in values:
        values["full_name"], mark = clean_name(values["full_name"])
        values["name_tag"] = values.get("name_tag", person.name_tag) or mark
    new: dict[str, Any] = {name: values[name] for name in CORRECTED if name in values}
    if expected and expected != as_seen(person) and any(getattr(person, name) != new[name] for name in new):
        raise PostingRefused(changed_meanwhile())
    if new.get("full_name", person.full_name) != person.full_name and not person.keys_by_hand:
        new |= name_keys(new["full_name"])
    journal = Journal(kind="correct_person", on=clock.today(), by=by, target=person.staff_no)
    journal.change_one(person, **new)
    if journal.close():
        tell(journal.act, person, changed=sorted(new.keys() & set(CORRECTED)))
    return person


@transaction.atomic
def undo_person_act(*, act: Act, by: User) -> Act:
    """Take an act of HR on people back. Raises UndoRefused for another kind, or when something was built upon it."""
    if act.kind not in UNDOABLE:
        raise UndoRefused(_("This act is undone where it was made."))
    was_undone = act.undone_at is not None
    undone = undo_act(act=act, by=by)
    if was_undone:
        return undone
    if act.kind == "end_service":
        _let_in_again(act)
    sync_memberships(clock.today())
    return undone


def _let_in_again(act: Act) -> None:
    """An account that was switched off on the announced day may sign in again."""
    person = User.objects.filter(staff_no=act.target).first()
    if person and act.detail.get("was_active") and not person.is_active:
        person.is_active = True
        person.save(update_fields=["is_active"])


__all__ = ["CORRECTED", "UNDOABLE", "clean_name", "clean_staff_no", "correct_person", "join_person", "keyed",
           "undo_person_act"]
