"""How big, and what is given to whom by when: plain values, decided by the seed and the day alone."""

import datetime as dt
from dataclasses import dataclass
from random import Random

TODAY = 420  # the number of the day the history is told on; day 0 is 420 days earlier
DIVISIONS = 8
PEOPLE_A_SECTION, MOST_SECTIONS = 50, 99  # unit codes have two digits a level
COURSES_A_CURRICULUM = 12
FIRST_ISSUE, LAST_ISSUE = TODAY - 300, TODAY - 40


class Calendar:
    """Days and moments by number, as texts both databases read; office hours in UTC."""

    def __init__(self, today: dt.date) -> None:
        first = today - dt.timedelta(days=TODAY)
        self.dates = [first + dt.timedelta(days=n) for n in range(2 * TODAY)]
        self.days = [day.isoformat() for day in self.dates]
        self.years = [day.year for day in self.dates]
        # 08:30 to 17:30 in Shanghai, minute by minute: eight hours earlier in UTC, the same day.
        self.clock = [f" {minute // 60:02}:{minute % 60:02}:00" for minute in range(30, 570)]


@dataclass(frozen=True)
class Size:
    people: int
    courses: int

    @property
    def sections(self) -> int:
        """A division's: 25 at 10,000 people, which makes 209 units with the divisions and the bureau."""
        return min(max(self.people // (DIVISIONS * PEOPLE_A_SECTION), 1), MOST_SECTIONS)

    @property
    def curricula(self) -> int:
        return -(-self.courses // COURSES_A_CURRICULUM)


@dataclass(frozen=True, slots=True)
class Span:
    """From a day on in this unit, in this post."""

    since: int
    department: int
    name: str
    post: str
    category: str


@dataclass(frozen=True, slots=True)
class Person:
    """Who studies, and when he could. `joined` and `last` are days; a pause is (first, last)."""

    pk: int
    staff_no: str
    diligence: float
    joined: int
    last: int
    spans: tuple[Span, ...]
    pause: tuple[int, int] = (-1, -1)
    left_because: str = ""

    def span_on(self, day: int) -> Span:
        return next((span for span in reversed(self.spans) if span.since <= day), self.spans[0])


@dataclass(frozen=True, slots=True)
class Task:
    """A course as its curriculum gives it to everybody."""

    course: int
    code: str
    title: str
    version: int
    examined: bool
    counter: str
    hours: str
    curriculum: int
    required: int
    reason: str
    basis: str
    issued: int
    due: int


@dataclass(frozen=True)
class Event:
    """What happened to a person in the year, on which day, and what else it needs."""

    kind: str = ""
    day: int = 0
    until: int = 0
    share: float = 0.0


def event_of(random: Random) -> Event:
    """Of a hundred people about six move, four join, three are paused and two leave."""
    drawn, share = random.random(), random.random()
    if drawn < 0.06:
        return Event("moved", random.randrange(TODAY - 200, TODAY - 20), share=share)
    if drawn < 0.10:
        return Event("joined", random.randrange(TODAY - 200, TODAY - 60))
    if drawn < 0.13:
        day = random.randrange(TODAY - 200, TODAY - 10)
        return Event("paused", day, until=day + random.randrange(30, 158))
    if drawn < 0.15:
        return Event("left", random.randrange(TODAY - 35, TODAY - 4), share=share)
    return Event()


def spell_of(number: int, random: Random) -> tuple[int, int]:
    """The day a curriculum is given on and the day it is due: some are over, some far off."""
    issued = random.randrange(FIRST_ISSUE, LAST_ISSUE) if number else FIRST_ISSUE
    return issued, issued + random.randrange(60, 280)
