"""Writing a roster: a fixed number of statements, so that ten thousand people take as many as ten."""

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any

from django.contrib.auth.hashers import make_password
from django.db.models import Model, Q
from django.utils.translation import gettext as _

from lms.people.models import HeadOf, PersonState, Portfolio, Posting, RoleGrant, User
from lms.people.services.journal import BATCH, Journal
from lms.people.services.names import name_keys
from lms.people.services.roles import end_roles
from lms.people.services.roster.comparing import DAY, PERSON_FIELDS, Kind, Verdict
from lms.people.services.roster.judging import Judgement
from lms.people.services.roster.register import portions

ENDING = (Posting, HeadOf, Portfolio)


class BulkJournal(Journal):
    """A journal that alters many facts, each in its own way, by few statements."""

    def add(self, people: Iterable[User], *, kept: Sequence[str]) -> None:
        """New accounts; of each only these columns are kept, and compared before it is taken back."""
        made = User.objects.bulk_create(people, batch_size=BATCH)
        for person in made:
            self._note(person, None, {name: getattr(person, name) for name in kept})

    def change_many(self, model: type[Model], changes: Iterable[tuple[Any, dict[str, Any]]]) -> None:
        """Give each fact its own values; what is the same already is left alone."""
        facts: list[Any] = []
        fields: set[str] = set()
        for fact, values in changes:
            new = {name: value for name, value in values.items() if getattr(fact, name) != value}
            if new:
                self._note(fact, {name: getattr(fact, name) for name in new}, new)
                for name, value in new.items():
                    setattr(fact, name, value)
                facts.append(fact)
                fields |= set(new)
        if facts:
            model._default_manager.bulk_update(facts, sorted(fields), batch_size=BATCH)


class Writer:
    """Writes one judgement into a journal, which the caller closes. New people get `password`, or none at all."""

    KEPT = ("staff_no", *PERSON_FIELDS, "is_active", "last_login")

    def __init__(self, *, judgement: Judgement, journal: BulkJournal, password: str | None = None) -> None:
        self.judgement, self.journal, self.password = judgement, journal, password
        self.people, self.today = judgement.known.people, judgement.today

    def write(self) -> None:
        self._add_people(self.judgement.of(Kind.JOINER))
        self._rename(self.judgement.of(Kind.MOVER, Kind.CHANGED, Kind.LEAVER))
        changes = self.judgement.of(Kind.JOINER, Kind.MOVER, Kind.CHANGED, Kind.LEAVER)
        self._move([one for one in changes if "from_on" in one.after])
        self._pause([one for one in changes if one.after.get("state") == "paused"])
        self._resume([one for one in changes if one.before.get("state") == "paused" and "state" in one.after])
        self._leave([one for one in changes if one.after.get("state") == "left"])

    def _person(self, verdict: Verdict) -> User:
        return verdict.person or self.people[verdict.staff_no]

    def _add_people(self, joiners: list[Verdict]) -> None:
        given = make_password(self.password) if self.password else None
        made = [
            User(staff_no=one.staff_no, password=given or make_password(None), must_change_password=bool(given),
                 is_active=one.after.get("state") != "left", **name_keys(one.full_name),
                 **{name: one.after.get(name, "") for name in PERSON_FIELDS})
            for one in joiners
        ]
        self.journal.add(made, kept=self.KEPT)
        self.people.update({person.staff_no: person for person in made})

    def _rename(self, changes: list[Verdict]) -> None:
        """The keys for order and search follow the name, unless HR has set them by hand."""
        pairs = []
        for one in changes:
            person = self._person(one)
            values = {name: one.after[name] for name in PERSON_FIELDS if name in one.after}
            if "full_name" in values and not person.keys_by_hand:
                values |= name_keys(values["full_name"])
            pairs.append((person, values))
        self.journal.change_many(User, pairs)

    def _move(self, changes: list[Verdict]) -> None:
        """The old post ends the day before the new one begins: history is never overwritten."""
        ended, begun = [], []
        for one in changes:
            line = one.line
            assert line is not None  # noqa: S101 - only a row of the file gives a post
            old, since = self.judgement.known.post_of(line), dt.date.fromisoformat(one.after["from_on"])
            if old:
                ended.append((old, {"to_on": since - DAY}))
            begun.append(Posting(
                person=self._person(one), department_id=self.judgement.tree.by_code[line.unit].pk, from_on=since,
                post=line.post, rank=one.after.get("rank", old.rank if old else ""), category=line.category,
                kind=line.kind,
            ))
        self.journal.change_many(Posting, ended)
        self.journal.create(begun)

    def _pause(self, changes: list[Verdict]) -> None:
        self.journal.create(
            PersonState(person=self._person(one), kind=PersonState.Kind.PAUSED, reason=one.line.state_word,
                        from_on=self.judgement.drawn_up_on)
            for one in changes if one.line
        )

    def _resume(self, changes: list[Verdict]) -> None:
        pauses = PersonState.objects.on(self.today).filter(kind=PersonState.Kind.PAUSED)
        self._end(PersonState, pauses, changes)

    def _leave(self, changes: list[Verdict]) -> None:
        """Out from today: posts, headships, portfolios and roles end; sign-in is off; the file stays.

        Roles end for good, as by `end_service`: what HR may undo, HR could give (decision 0009).
        """
        for model in ENDING:
            self._end(model, model.objects.filter(Q(to_on__isnull=True) | Q(to_on__gte=self.today)), changes)
        for some in portions([self._person(one).pk for one in changes]):
            end_roles(RoleGrant.objects.filter(person_id__in=some), self.today - DAY, reason=_("End of service"),
                      by=self.journal.act.by)
        self.journal.create(
            PersonState(person=self._person(one), kind=PersonState.Kind.LEFT, from_on=self.today,
                        reason=one.line.state_word if one.line else "")
            for one in changes
        )
        self.journal.change_many(User, [(self._person(one), {"is_active": False}) for one in changes])

    def _end(self, model: type[Model], facts: Any, changes: list[Verdict]) -> None:
        """The last day is yesterday; what would begin later is withdrawn, but a main post of today keeps its day."""
        for some in portions([self._person(one).pk for one in changes]):
            mine = list(facts.filter(person_id__in=some))
            late = [fact for fact in mine if fact.from_on >= self.today and not _is_todays_main(fact, self.today)]
            gone = {fact.pk for fact in late}
            self.journal.change_many(model, [(fact, {"to_on": max(fact.from_on, self.today - DAY)}) for fact in mine
                                             if fact.pk not in gone])
            self.journal.withdraw(late)


def _is_todays_main(fact: Any, today: dt.date) -> bool:
    """Whoever joined today and is gone today has been here: without a post nobody would find him in the register."""
    return isinstance(fact, Posting) and fact.kind == Posting.Kind.MAIN and fact.from_on == today
