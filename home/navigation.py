"""The main navigation, as data: who sees which way."""

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from django.urls import reverse
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from lms.common import clock
from lms.notices.selectors import unread_count
from lms.people.access import roles_of
from lms.people.roles import ADMIN as ENTER
from lms.people.roles import ROLES

LEARNER = frozenset({"learner"})
FIGURES = frozenset({"head", "leader", "hr", "supervision", "county_admin", "inspector"})
ADMIN = frozenset(role.name for role in ROLES if ENTER in role.permissions)
LOG = frozenset({"auditor", "supervision"})
EVERYBODY: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Way:
    """A way for those who play one of `roles`; an empty set is for everybody. `under`: the addresses it stands for."""

    name: str
    label: Any
    roles: frozenset[str]
    under: tuple[str, ...] = ()
    args: tuple[str, ...] = ()


@dataclass(frozen=True)
class NavItem:
    label: str
    url: str
    current: bool
    count: int = 0


@dataclass(frozen=True)
class Navigation:
    """`shown` stand in the line; `folded` under “More”, for those with so many ways that none would be found."""

    shown: tuple[NavItem, ...]
    folded: tuple[NavItem, ...] = ()

    @property
    def within(self) -> bool:
        """The present page is under “More”."""
        return any(item.current for item in self.folded)


LINE = 5  # ways beside the notices that one line of a desktop holds
WAYS = (
    Way("home:desk", _("My study"), EVERYBODY, ("/study/", "/assessment/")),
    Way("wagtail_serve", _("Courses"), EVERYBODY, ("/search/",), args=("courses/",)),
    Way("transcript:mine", _("Transcript"), LEARNER, ("/transcript/",)),
    Way("reports:home", _("Unit figures"), FIGURES, ("/reports/",)),
    Way("curricula:list", _("Curricula"), frozenset({"hr"}), ("/curricula/",)),
    Way("supervision:home", _("Supervision"), frozenset({"supervision", "hr"}), ("/supervision/",)),
    Way("drill:home", _("Drill"), LEARNER, ("/drill/",)),
    Way("curricula:requests", _("Requests"), frozenset({"leader", "hr"})),
    Way("feedback:queue", _("Case desk"), frozenset({"hr", "supervision", "editor"}), ("/feedback/office/",)),
    Way("discussion:office", _("Discussions"), frozenset({"editor"}), ("/discussion/",)),
    Way("study:marking_home", _("Marking and confirming"), frozenset({"hr", "head"})),
    Way("assessment:running", _("Exams that go on"), frozenset({"hr"}), ("/assessment/allowances/",)),
    Way("assessment:marking", _("Marking of answers"), frozenset({"hr"}), ("/assessment/marking/",)),
    Way("study:attendance", _("Attendance"), frozenset({"hr"})),
    Way("assessment:sheet_sets", _("Paper exams"), frozenset({"hr"}), ("/assessment/sheets/",)),
    Way("study:anomalies", _("Anomalies"), frozenset({"hr"})),
    Way("assessment:regrades", _("Regrading"), frozenset({"hr"})),
    Way("audit:log", _("Audit log"), LOG, ("/audit/",)),
    Way("wagtailadmin_home", _("Administration"), ADMIN),
    Way("people:helping", _("Help with signing in"), frozenset({"hr", "security_admin"})),
)


def navigation(user, path: str) -> Navigation:
    """The ways of this person, the present one marked, unread notices counted (two queries)."""
    found = _items(roles_of(user, clock.today()), path, get_language())
    *ways, inbox = found.shown
    return replace(found, shown=(*ways, replace(inbox, count=unread_count(user))))


@lru_cache(maxsize=1024)
def _items(roles: frozenset[str], path: str, language: str | None) -> Navigation:
    """The same for everyone who plays these parts, notices not counted. One way too many is not folded alone."""
    ways = [(way, reverse(way.name, args=way.args)) for way in _ways(roles)]
    here = _nearest([(way.name, url, *way.under) for way, url in ways], path)
    inbox = NavItem(gettext("Notices"), reverse("notices:inbox"), path.startswith(reverse("notices:inbox")))
    items = tuple(NavItem(str(way.label), url, way.name == here) for way, url in ways)
    line = LINE if len(items) > LINE + 1 else len(items)
    return Navigation((*items[:line], inbox), items[line:])


def _nearest(known: list[tuple[str, ...]], path: str) -> str:
    """The way whose address the present one begins with; the longest wins, so that a desk is not everywhere."""
    found = [(len(url), name) for name, *urls in known for url in urls if _stands_for(url, path)]
    return max(found, default=(0, ""))[1]


def _stands_for(url: str, path: str) -> bool:
    return path == url if url == "/" else path.startswith(url)


def ways_of(user) -> tuple[Way, ...]:
    return _ways(roles_of(user, clock.today()))


def _ways(roles: frozenset[str]) -> tuple[Way, ...]:
    return tuple(way for way in WAYS if not way.roles or way.roles & roles)
