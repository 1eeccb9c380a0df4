"""Writing a roster: bulk statements, so that 500 people take as many queries as five."""

import datetime as dt
import hashlib

from django.contrib.auth.hashers import make_password
from django.db.models import F, Q
from django.db.models.functions import Greatest

from lms.audit.services import record
from lms.common import clock
from lms.people.models import HeadOf, ImportRow, ImportRun, PersonState, Portfolio, Posting, RoleGrant, User
from lms.people.services.roles import sync_memberships
from lms.people.services.roster.comparing import PERSON_FIELDS, POST_FIELDS, Known
from lms.people.services.roster.values import Change, Report

DAY = dt.timedelta(days=1)


class Writer:
    """Writes one report. `drawn_up_on` dates whatever the roster itself does not date."""

    def __init__(self, *, known: Known, units: dict[str, int], today: dt.date, drawn_up_on: dt.date | None,
                 password: str | None) -> None:
        self.known, self.units, self.today, self.password = known, units, today, password
        self.drawn_up_on = min(drawn_up_on or today, today)

    def write(self, report: Report) -> None:
        self._add_people(report.new)
        self._rename(report.changed)
        changes = (*report.new, *report.changed)
        self._move([change for change in changes if change.line.state != "left" and self.moves(change)])
        self._pause([change for change in changes if change.after.get("state") == "paused"])
        self._resume([change for change in report.changed if change.before.get("state") == "paused"])
        self._leave([change for change in changes if change.after.get("state") == "left"])

    def _add_people(self, new: tuple[Change, ...]) -> None:
        given = make_password(self.password) if self.password else None
        made = User.objects.bulk_create(
            User(staff_no=change.line.staff_no, password=given or make_password(None),
                 must_change_password=bool(given), is_active=change.line.state != "left",
                 **{name: getattr(change.line, name) for name in PERSON_FIELDS})
            for change in new
        )
        self.known.people |= {person.staff_no: person for person in made}

    def _rename(self, changed: tuple[Change, ...]) -> None:
        people = []
        for change in changed:
            values = {name: change.after[name] for name in PERSON_FIELDS if name in change.after}
            if values:
                person = self.known.people[change.line.staff_no]
                for name, value in values.items():
                    setattr(person, name, value)
                people.append(person)
        User.objects.bulk_update(people, PERSON_FIELDS)

    @staticmethod
    def moves(change: Change) -> bool:
        return bool(set(change.after) & set(POST_FIELDS))

    def _move(self, changes: list[Change]) -> None:
        """The old post ends the day before the new one begins: history is never overwritten."""
        ended, begun = [], []
        for change in changes:
            person = self.known.people[change.line.staff_no]
            old = self.known.post_of(change.line)
            since = self.begins(change, old)
            if old:
                old.to_on = since - DAY
                ended.append(old)
            rank = change.after.get("rank", old.rank if old else "")
            begun.append(Posting(
                person=person, department_id=self.units[change.line.unit], from_on=since, post=change.line.post,
                rank=rank, category=change.line.category, kind=change.line.kind,
            ))
        Posting.objects.bulk_update(ended, ["to_on"])
        Posting.objects.bulk_create(begun)

    def begins(self, change: Change, old: Posting | None) -> dt.date:
        """任现职时间 if it is past; else the roster's own date; for a change, a day after the old post began."""
        since = change.line.since
        days = [day for day in (since, self.drawn_up_on, self.today) if day and day <= self.today]
        if old is None:
            return days[0]
        return next(day for day in days if day > old.from_on)

    def _pause(self, changes: list[Change]) -> None:
        PersonState.objects.bulk_create(
            PersonState(person=self.known.people[change.line.staff_no], kind=PersonState.Kind.PAUSED,
                        from_on=self.drawn_up_on, reason=change.line.state_word)
            for change in changes
        )

    def _resume(self, changes: list[Change]) -> None:
        keys = [self.known.people[change.line.staff_no].pk for change in changes]
        pauses = PersonState.objects.on(self.today).filter(person_id__in=keys, kind=PersonState.Kind.PAUSED)
        pauses.update(to_on=Greatest(F("from_on"), self.today - DAY))

    def _leave(self, changes: list[Change]) -> None:
        """Out from today: posts, headships, portfolios and roles end; sign-in is off; the file stays."""
        people = [self.known.people[change.line.staff_no] for change in changes]
        for model in (Posting, HeadOf, Portfolio, RoleGrant):
            facts = model.objects.filter(Q(to_on__isnull=True) | Q(to_on__gte=self.today), person__in=people)
            facts.update(to_on=Greatest(F("from_on"), self.today - DAY))
        PersonState.objects.bulk_create(
            PersonState(person=self.known.people[change.line.staff_no], kind=PersonState.Kind.LEFT,
                        from_on=self.today, reason=change.line.state_word)
            for change in changes
        )
        User.objects.filter(pk__in=[person.pk for person in people]).update(is_active=False)


def keep_run(report: Report, known: Known, *, content: bytes, file_name: str, by: User | None) -> ImportRun:
    """What was done, row by row, and an entry in the log."""
    run = ImportRun.objects.create(
        file_name=file_name[:200], sha256=hashlib.sha256(content).hexdigest(), committed_at=clock.now(),
        committed_by=by, new=len(report.new), changed=len(report.changed), unchanged=report.unchanged,
    )
    rows = [(change, "new") for change in report.new] + [(change, "changed") for change in report.changed]
    ImportRow.objects.bulk_create(
        ImportRow(run=run, row=change.line.row, person=known.people[change.line.staff_no], status=status,
                  before=change.before, after=change.after)
        for change, status in rows
    )
    sync_memberships(clock.today())
    record(action="people.import_roster", actor=by, target=file_name,
           detail={"run": run.pk, "new": run.new, "changed": run.changed, "unchanged": run.unchanged})
    return run
