"""Questions about a person's hours and certificates, a page's worth each."""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Q, QuerySet, Subquery, Sum

from lms.common import clock
from lms.common.prepared import Prepared
from lms.people.models import Posting
from lms.transcript.models import Certificate, Counter, CreditEntry, CreditTarget
from lms.transcript.notes import notes_of
from lms.transcript.rules import origin_of

NONE = Decimal("0.00")


@dataclass(frozen=True)
class CounterTotal:
    """Hours of one counter in one year. The two counters are never added up. `target` is None where none is set."""

    counter: str
    label: str
    earned: Decimal
    target: Decimal | None


@dataclass(frozen=True)
class EntryRow:
    """One line of the record."""

    earned_at: dt.datetime
    title: str
    counter: str
    label: str
    hours: Decimal
    result: str
    certificate: str
    reversal: bool
    note: str = ""
    pk: int = 0
    reversed: bool = False


@dataclass(frozen=True)
class YearRecord:
    """Everything earned in one year of the bureau's clock."""

    year: int
    totals: tuple[CounterTotal, ...]
    entries: tuple[EntryRow, ...]
    certificates: tuple[Certificate, ...]

    @property
    def standing(self) -> tuple[EntryRow, ...]:
        """Without what was reversed and the reversals: they come to nothing, and a printed form says what holds."""
        return tuple(row for row in self.entries if not (row.reversal or row.reversed))


def hours_of(person, year: int) -> tuple[CounterTotal, ...]:
    """Both counters of a year against their targets, concentrated training first (two queries)."""
    return _totals(dict(_earned(person.pk, year)), _targets_of(person, [year]).get(year, {}))


def _earned_in(person: int, year: int) -> QuerySet:
    rows = CreditEntry.objects.filter(person=person, year=year).order_by().values_list("counter")
    return rows.annotate(total=Sum("hours"))


_earned = Prepared(_earned_in, int, int)


def record_of(person) -> tuple[YearRecord, ...]:
    """Year by year, newest first, this year always among them (three queries and those of the notes)."""
    entries = list(CreditEntry.objects.filter(person=person).order_by("-earned_at", "-pk"))
    certificates = list(Certificate.objects.filter(person=person).order_by("-issued_at", "-pk"))
    years = sorted({entry.year for entry in entries} | {clock.today().year}, reverse=True)
    targets = _targets_of(person, years)
    notes = notes_of(person)
    return tuple(_year(year, entries, certificates, targets[year], notes) for year in years)


def year_of(person, year: int) -> YearRecord:
    """One year, empty where nothing was earned."""
    found = {record.year: record for record in record_of(person)}
    return found.get(year) or YearRecord(year, hours_of(person, year), (), ())


def certificate_for(source_key: str) -> Certificate | None:
    """The valid certificate of a source, whichever turn it is."""
    turns = Q(source_key=source_key) | Q(source_key__startswith=f"{source_key}~")
    return Certificate.objects.filter(turns, revoked_at=None).order_by("-pk").first()


def _year(year: int, entries: list, certificates: list, targets: dict, notes: dict[str, str]) -> YearRecord:
    mine = [entry for entry in entries if entry.year == year]
    numbers = {origin_of(certificate.source_key): certificate.number for certificate in reversed(certificates)
               if certificate.revoked_at is None}
    gone = {entry.reverses_id for entry in entries}
    earned: dict[str, Decimal] = defaultdict(Decimal)
    for entry in mine:
        earned[entry.counter] += entry.hours
    return YearRecord(
        year, _totals(earned, targets), tuple(_row(entry, numbers, notes, entry.pk in gone) for entry in mine),
        tuple(found for found in certificates if clock.day_of(found.issued_at).year == year),
    )


def _row(entry: CreditEntry, numbers: dict[str, str], notes: dict[str, str], gone: bool) -> EntryRow:
    """A reversal and what it reversed have no certificate; a reversal and what was entered again say why."""
    key, reversal = origin_of(entry.source_key), entry.reverses_id is not None
    holds = not (reversal or gone)
    return EntryRow(
        entry.earned_at, entry.title, entry.counter, entry.get_counter_display(), entry.hours, entry.result,
        numbers.get(key, "") if holds else "", reversal,
        " ".join(filter(None, [entry.reason, notes.get(key, "") if holds else ""])), entry.pk, gone,
    )


def _totals(earned: dict, targets: dict) -> tuple[CounterTotal, ...]:
    counters = (Counter.CONCENTRATED, Counter.ONLINE)
    return tuple(
        CounterTotal(counter.value, str(counter.label), earned.get(counter.value) or NONE, targets.get(counter.value))
        for counter in counters
    )


def _targets_of(person, years: list[int]) -> dict[int, dict[str, Decimal]]:
    """By year and counter: the target of his category on the year's last day, or today's, else everyone's."""
    rows = _targets(person.pk, clock.today())
    return {year: _targets_on(rows, min(dt.date(year, 12, 31), clock.today())) for year in years}


def _targets_for(person: int, day: dt.date) -> QuerySet[CreditTarget]:
    category = Posting.objects.main().on(day).filter(person=person).values("category")[:1]
    rows = CreditTarget.objects.filter(Q(category="") | Q(category=Subquery(category)))
    return rows.order_by("from_on", "category")


_targets = Prepared(_targets_for, int, dt.date)


def _targets_on(rows: list[CreditTarget], day: dt.date) -> dict[str, Decimal]:
    """The later fact wins, and a category's own over everyone's."""
    holding = sorted((row for row in rows if row.holds_on(day)), key=lambda row: (bool(row.category), row.from_on))
    return {row.counter: row.hours for row in holding}
