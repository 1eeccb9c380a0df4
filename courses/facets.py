"""Narrowing the catalogue: what can be chosen, how many courses each choice leaves. Pure functions over values."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from urllib.parse import urlencode

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

LONGEST = 100  # characters of a choice in an address
# Hours, from exclusive to inclusive; the key stands in the address.
SPANS: tuple[tuple[str, Decimal, Decimal], ...] = (
    ("0-2", Decimal("-1"), Decimal("2")), ("2-4", Decimal("2"), Decimal("4")), ("4-8", Decimal("4"), Decimal("8")),
    ("8-", Decimal("8"), Decimal("Infinity")),
)
STATES = (
    ("todo", gettext_lazy("not started")), ("doing", gettext_lazy("under way")), ("done", gettext_lazy("finished")),
)


@dataclass(frozen=True)
class Slim:
    """Of a course, only what it can be chosen by. `state` is the reader's own, or ""."""

    pk: int
    code: str
    category: str
    line: str
    hours: Decimal
    tags: tuple[tuple[str, str], ...] = ()  # (slug, name)
    state: str = ""


@dataclass(frozen=True)
class Choice:
    """One way to narrow: its word, how many courses it would leave, whether it is chosen."""

    value: str
    label: str
    number: int
    chosen: bool


@dataclass(frozen=True)
class Facet:
    name: str
    label: str
    choices: tuple[Choice, ...]


@dataclass(frozen=True)
class Chosen:
    """A choice made, and the address without it."""

    label: str
    without: str


@dataclass(frozen=True)
class Filters:
    """What the reader asked for; empty strings ask nothing."""

    q: str = ""
    category: str = ""
    line: str = ""
    tag: str = ""
    hours: str = ""
    state: str = ""

    @classmethod
    def of(cls, asked: Mapping[str, str]) -> "Filters":
        return cls(**{name: asked.get(name, "").strip()[:LONGEST] for name in cls.__dataclass_fields__})

    @property
    def any(self) -> bool:
        return any(vars(self).values())

    def query(self, *, without: str = "") -> str:
        """The same as an address; of the choices made, all but `without`."""
        return urlencode({name: value for name, value in vars(self).items() if value and name != without})


def span_of(hours: Decimal) -> str:
    return next(key for key, over, most in SPANS if over < hours <= most)


VALUES: dict[str, Callable[[Slim], Iterable[str]]] = {
    "category": lambda course: (course.category,), "line": lambda course: (course.line,),
    "tag": lambda course: (slug for slug, _name in course.tags), "hours": lambda course: (span_of(course.hours),),
    "state": lambda course: (course.state,),
}


def narrowed(courses: Iterable[Slim], filters: Filters, *, but: str = "") -> list[Slim]:
    """Those that fit every choice, the facet `but` left open."""
    asked = [(VALUES[name], getattr(filters, name)) for name in VALUES if name != but and getattr(filters, name)]
    return [course for course in courses if all(value in values(course) for values, value in asked)]


def facets_of(courses: Sequence[Slim], filters: Filters) -> list[Facet]:
    """Each facet with how many courses a choice would leave beside the other choices made; empty facets left out."""
    labels = {"category": _("Category"), "line": _("Line of business"), "tag": _("Tag"), "hours": _("Credit hours"),
              "state": _("My progress")}
    found = [Facet(name, label, tuple(_choices(name, courses, filters))) for name, label in labels.items()]
    return [facet for facet in found if facet.choices]


def _choices(name: str, courses: Sequence[Slim], filters: Filters) -> Iterable[Choice]:
    words, chosen = _words(name, courses), getattr(filters, name)
    rows = narrowed(courses, filters, but=name)
    numbers = Counter(value for course in rows for value in VALUES[name](course))
    for value, word in words.items():
        if numbers[value] or value == chosen:
            yield Choice(value, word, numbers[value], value == chosen)


def _words(name: str, courses: Sequence[Slim]) -> dict[str, str]:
    """Every value there is, with its word, in the order it is shown."""
    if name == "hours":
        return {key: _span_word(over, most) for key, over, most in SPANS}
    if name == "state":
        return {value: str(word) for value, word in STATES}
    if name == "tag":
        return dict(sorted({pair for course in courses for pair in course.tags}, key=lambda pair: pair[1]))
    return {value: value for value in sorted({getattr(course, name) for course in courses}) if value}


def _span_word(over: Decimal, most: Decimal) -> str:
    if over < 0:
        return _("up to %(most)s hours") % {"most": most}
    if most.is_infinite():
        return _("over %(over)s hours") % {"over": over}
    return _("over %(over)s, up to %(most)s hours") % {"over": over, "most": most}


def chosen_of(facets: Iterable[Facet], filters: Filters) -> list[Chosen]:
    """The choices made, in words, each with the way to take it back."""
    made = [Chosen(f"“{filters.q}”", filters.query(without="q"))] if filters.q else []
    return made + [
        Chosen(f"{facet.label}：{choice.label}", filters.query(without=facet.name))
        for facet in facets for choice in facet.choices if choice.chosen
    ]
