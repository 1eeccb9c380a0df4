"""A page of search results: the index proposes, the text decides; at most two hundred are looked at."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Page, Paginator
from django.db.models import Case, IntegerField, Q, QuerySet, Value, When
from django.urls import reverse

from courses import rules
from courses.models import Course, SearchEntry
from courses.search.databases import Holds
from courses.search.matching import Lens, Part, holds, marked, score_of, sentence
from courses.search.questions import Asked, ask
from courses.search.readers import Reader

Kind = SearchEntry.Kind
MOST = 200  # results anybody pages through; past that another word helps more
PER_PAGE = 20
BONUS = {Kind.COURSE: 40, Kind.LESSON: 30}
ORDER = {kind: number for number, kind in enumerate(Kind.values)}


@dataclass(frozen=True)
class Hit:
    """A result; `note` is public, `lines` is the sentence for who may read the text."""

    kind: str
    label: str
    url: str
    title: tuple[Part, ...]
    note: tuple[Part, ...]
    lines: tuple[Part, ...]
    course: str
    hidden: bool
    retired: bool = False


@dataclass(frozen=True)
class Tab:
    kind: str
    label: Any
    number: int


@dataclass(frozen=True)
class Single:
    """One word of a question nothing answers as a whole, and in how much it is found."""

    word: str
    number: int


@dataclass(frozen=True)
class Results:
    asked: Asked
    page: Page
    kind: str = ""
    tabs: tuple[Tab, ...] = ()
    hits: tuple[Hit, ...] = ()
    more: bool = False
    singles: tuple[Single, ...] = field(default=())

    @property
    def number(self) -> int:
        return self.page.paginator.count

    @property
    def query(self) -> str:
        """The question without its page, for the links to other pages."""
        asked = {"q": self.asked.text} | ({"kind": self.kind} if self.kind else {})
        return urlencode(asked)


def search(typed: str, reader: Reader, *, kind: str = "", page: str | int = 1) -> Results:
    """What the reader may know of, best first (two queries; one a word more where nothing is found)."""
    asked = ask(typed)
    kind = kind if kind in Kind.values else ""
    if asked.problem:
        return Results(asked, Paginator([], PER_PAGE).get_page(1))
    lens, (found, more) = Lens.of(asked), _found(asked, reader)
    numbers = Counter(row["kind"] for row in found)
    chosen = _found(asked, reader, kind)[0] if more and kind else [row for row in found if kind in {"", row["kind"]}]
    ranked = sorted(chosen, key=lambda row: _rank(lens, row))
    shown = Paginator(ranked, PER_PAGE).get_page(page)
    return Results(
        asked, shown, kind, _tabs(numbers, len(found), kind), tuple(_hits(lens, shown, reader)), more,
        () if found else _singles(asked, reader),
    )


def _found(asked: Asked, reader: Reader, kind: str = "") -> tuple[list[Mapping[str, Any]], bool]:
    """The rows that truly hold every word, those with the words in their titles first; whether there may be more."""
    rows = SearchEntry.objects.visible_to(reader).filter(Holds(asked.groups))
    if kind:
        rows = rows.filter(kind=kind)
    keys = list(_best_first(rows, asked).values_list("pk", flat=True)[:MOST + 1])
    texts: Iterable[Mapping[str, Any]] = SearchEntry.objects.filter(pk__in=keys[:MOST]).order_by().values(
        "pk", "kind", "version", "current", "object_key", "lesson_code", "place", "title", "note", "extra", "body",
        "course__code", "course__title",
    )
    return [row for row in texts if holds(asked, (row["title"], row["extra"], row["body"]))], len(keys) > MOST


def _best_first(rows: QuerySet[SearchEntry], asked: Asked) -> QuerySet[SearchEntry]:
    titled = SearchEntry.objects.filter(Holds(asked.title_groups)).order_by().values("pk")
    whens = [When(kind=kind, then=Value(number)) for kind, number in ORDER.items()]
    return rows.order_by(
        Case(When(pk__in=titled, then=Value(0)), default=Value(1), output_field=IntegerField()),
        Case(*whens, output_field=IntegerField()), "pk",
    )


def _rank(lens: Lens, row: Mapping[str, Any]) -> tuple:
    """Best first, what one studies before what tests it, what is retired last; alike ones in the order of teaching."""
    score = score_of(lens, row["title"], row["extra"], row["body"]) + BONUS.get(row["kind"], 0)
    taught = (ORDER[row["kind"]], row["course__code"] or "", row["place"], row["pk"])
    return (row["kind"] == Kind.QUESTION, _is_retired(row), -score, *taught)


def _is_retired(row: Mapping[str, Any]) -> bool:
    """A question no paper draws any more."""
    return row["kind"] == Kind.QUESTION and not row["current"]


def _tabs(numbers: Counter, total: int, chosen: str) -> tuple[Tab, ...]:
    """A way to each kind that is found, the chosen one always among them."""
    kinds = [kind for kind in Kind if numbers[kind] or kind == chosen]
    return (Tab("", "", total), *(Tab(kind.value, kind.label, numbers[kind]) for kind in kinds))


def _hits(lens: Lens, page: Page, reader: Reader) -> list[Hit]:
    return [_hit(lens, row, reader) for row in page]


def _hit(lens: Lens, row: Mapping[str, Any], reader: Reader) -> Hit:
    kind = Kind(row["kind"])
    readable = kind in {Kind.COURSE, Kind.QUESTION} or reader.may_read(row["version"])
    return Hit(
        kind=kind.value, label=str(kind.label), url=_url(kind, row, reader), title=marked(lens, row["title"]),
        note=marked(lens, row["note"]), lines=_lines(lens, row) if readable else (), course=row["course__title"] or "",
        hidden=not readable, retired=_is_retired(row),
    )


def _lines(lens: Lens, row: Mapping[str, Any]) -> tuple[Part, ...]:
    """The sentence, or the keywords that were meant, or how the text begins."""
    start = row["body"][:80]
    return sentence(lens, row["body"]) or sentence(lens, row["extra"]) or ((Part(start),) if start else ())


def _url(kind: str, row: Mapping[str, Any], reader: Reader) -> str:
    """The lesson for who takes it or checks it, the course for others, the bank for questions."""
    if kind == Kind.QUESTION:
        return reverse("courses_questions:inspect", args=[row["object_key"]])
    code, lesson = row["course__code"], row["lesson_code"]
    if lesson and row["version"] in reader.versions.values():
        return reverse("study:lesson", args=[code, lesson])
    page = f"courses/{rules.course_slug(code)}/"
    return reverse("wagtail_serve", args=[f"{page}{rules.lesson_slug(lesson)}/" if lesson and reader.checks else page])


def _singles(asked: Asked, reader: Reader) -> tuple[Single, ...]:
    """Each word alone, where several together find nothing."""
    if len(asked.terms) < 2:
        return ()
    rows = SearchEntry.objects.visible_to(reader)
    counts = [(term.text, rows.filter(Holds(term.groups)).count()) for term in asked.terms]
    return tuple(Single(word, number) for word, number in counts if number)


def course_codes(typed: str, reader: Reader) -> set[str] | None:
    """The codes of courses where each word is found somewhere, in the course or any of its parts.

    None where nothing is asked. One query a word; four for a long one, which its text must hold.
    """
    asked = ask(typed)
    if asked.problem:
        return None
    found: set[int] | None = None
    for term in asked.terms:
        rows = SearchEntry.objects.visible_to(reader).filter(Holds(term.groups)).exclude(kind=Kind.QUESTION).order_by()
        courses = _written(rows, term.exact) if term.exact else _courses(rows)
        found = courses if found is None else found & courses
    return set(Course.objects.filter(pk__in=found or ()).values_list("code", flat=True))


def _courses(rows: QuerySet[SearchEntry]) -> set[int]:
    return set(rows.values_list("course", flat=True).distinct())


def _written(rows: QuerySet[SearchEntry], word: str) -> set[int]:
    """Where the word stands literally. Texts are long: of a course one is read first, and that most often will do."""
    found = _courses(rows.filter(Q(title__contains=word) | Q(extra__contains=word)))
    left: dict[int, list[int]] = defaultdict(list)
    for key, course in rows.values_list("pk", "course"):
        if course not in found:
            left[course].append(key)
    found |= _reading([keys[-1] for keys in left.values()], word)
    return found | _reading([key for course, keys in left.items() if course not in found for key in keys[:-1]], word)


def _reading(keys: list[int], word: str) -> set[int]:
    return _courses(SearchEntry.objects.filter(pk__in=keys, body__contains=word).order_by()) if keys else set()
