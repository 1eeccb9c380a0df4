"""What HR does to a person, as data: title, button, form, verb."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import Http404
from django.utils.translation import gettext_lazy as _

from lms.people.admin import person_forms as forms
from lms.people.models import ActChange, PersonState, Posting, User
from lms.people.services.keys import correct_keys
from lms.people.services.posting_rules import PostingRefused, taken_back
from lms.people.services.postings import (
    add_posting,
    end_pause,
    end_posting,
    end_service,
    pause_person,
    transfer_person,
)
from lms.people.services.staff import correct_person


@dataclass(frozen=True)
class Doing:
    """`fact`: the model of the fact the act ends; None where it makes a new one."""

    title: Any
    done: Any
    form: type[forms.ActForm]
    verb: Callable[..., Any]
    fact: Any = None
    grave: bool = False


def _transfer(person: User, by: User, fact: Any, values: dict) -> None:
    transfer_person(person=person, by=by, **values)


def _add(person: User, by: User, fact: Any, values: dict) -> None:
    values.pop("expected")
    add_posting(person=person, by=by, **values)


def _end_posting(person: User, by: User, fact: Any, values: dict) -> None:
    end_posting(posting=fact, by=by, **values)


def _pause(person: User, by: User, fact: Any, values: dict) -> None:
    values.pop("expected")
    pause_person(person=person, by=by, **values)


def _end_pause(person: User, by: User, fact: Any, values: dict) -> None:
    end_pause(state=fact, by=by, **values)


def _leave(person: User, by: User, fact: Any, values: dict) -> None:
    end_service(person=person, by=by, **values)


def _correct(person: User, by: User, fact: Any, values: dict) -> None:
    correct_person(person=person, by=by, **values)


def _keys(person: User, by: User, fact: Any, values: dict) -> None:
    correct_keys(person=person, by=by, pinyin=values["pinyin"], groups=values["strokes"],
                 expected=values["expected"])


ACTS: dict[str, Doing] = {
    "transfer": Doing(_("Transfer"), _("The transfer is recorded."), forms.TransferForm, _transfer),
    "add": Doing(_("Add a concurrent post, loan or secondment"), _("The post is recorded."), forms.AddForm, _add),
    "pause": Doing(_("Pause"), _("The pause is recorded."), forms.PauseForm, _pause),
    "correct": Doing(_("Correct name, mark, gender, e-mail"), _("The correction is recorded."), forms.CorrectForm,
                     _correct),
    "keys": Doing(_("Correct pinyin and strokes"), _("The order of the name is recorded."), forms.KeysForm, _keys),
    "leave": Doing(_("End of service"), _("The end of service is recorded."), forms.LeaveForm, _leave, grave=True),
    "end-post": Doing(_("End this post"), _("The last day is recorded."), forms.LastDayForm, _end_posting, Posting),
    "end-pause": Doing(_("End or shorten the pause"), _("The last day is recorded."), forms.LastDayForm, _end_pause,
                       PersonState),
}
OFFERED = ("transfer", "add", "pause", "correct", "keys", "leave")


def fact_of(doing: Doing, person: User, pk: int | None) -> Any:
    """The person's own fact the act ends; 404 for another's. Raises PostingRefused when it was taken back."""
    if doing.fact is None or pk is None:
        if doing.fact or pk:
            raise Http404
        return None
    kinds = {"kind": "paused"} if doing.fact is PersonState else {}
    found = doing.fact.objects.filter(person=person, pk=pk, **kinds).select_related("person").first()
    if found is None and _was_taken_back(doing.fact, person, pk):
        raise PostingRefused(taken_back())
    if found is None or (doing.fact is Posting and found.kind == Posting.Kind.MAIN):
        raise Http404
    return found


def _was_taken_back(model: Any, person: User, pk: int) -> bool:
    made = ActChange.objects.filter(model=model._meta.label_lower, object_id=pk, before__isnull=True)
    return made.filter(act__undone_at__isnull=False, after__person_id=person.pk).exists()
