"""Who may read whom, and who may do what (design 1, accounts and roles). Scope lives in the query, never in a page."""

import datetime as dt
from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass
from functools import wraps
from typing import Any, NoReturn, TypeVar

from django.db.models import CharField, Exists, F, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Coalesce, NullIf
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.functional import LazyObject

from lms.audit.services import record
from lms.common import clock
from lms.common.prepared import Prepared
from lms.people.models import HeadOf, Portfolio, Posting, RoleGrant
from lms.people.roles import BY_NAME, ROLES, Reach

EVERYONE = frozenset(role.name for role in ROLES if role.reach == Reach.EVERYONE)
OWN_TREE = frozenset(role.name for role in ROLES if role.reach in (Reach.TREE, Reach.PORTFOLIO))
NOT_LEARNERS = frozenset(role.name for role in ROLES if not role.rights.own_record)
# Whoever runs the machine, gives its roles or reads its log sees nobody's scores, whatever else he is.
BLIND = frozenset(name for name in NOT_LEARNERS if not BY_NAME[name].rights.scores)

ALONE = frozenset(role.name for role in ROLES if role.alone)
EXPIRING = frozenset(role.name for role in ROLES if role.expires)

# How often this thread has written facts that give somebody a part; see `facts_changed`.
_written: ContextVar[int] = ContextVar("facts_written", default=0)

Rows = TypeVar("Rows", bound=QuerySet)


@dataclass(frozen=True)
class Scope:
    """Whose records a viewer may read: everyone's, or those in the units whose tree path begins with one of `paths`."""

    everyone: bool = False
    paths: tuple[str, ...] = ()

    @property
    def empty(self) -> bool:
        return not self.everyone and not self.paths

    def covers(self, path: str) -> bool:
        return self.everyone or any(path.startswith(mine) for mine in self.paths)

    def where(self, field: str) -> Q:
        """The condition on a tree path; never true for an empty scope."""
        if self.everyone:
            return Q()
        condition = Q(pk__in=())
        for path in self.paths:
            condition |= Q(**{f"{field}__startswith": path})
        return condition


def facts_changed() -> None:
    """Somebody's parts were written: what this request knows of them is asked again. `sync_memberships` calls it."""
    _written.set(_written.get() + 1)


def _facts(user: Any, on: dt.date) -> list[tuple[str, str, str]]:
    """What `_ask` answers. Remembered for the signed-in person of a request, asked anew for any other object.

    `request.user` is the only lazy one and lives as long as its request, so the next request asks again.
    """
    if getattr(user, "pk", None) is None:
        return []
    if not isinstance(user, LazyObject):
        return _ask(user, on)
    known = getattr(user, "known_facts", {})
    key = (on, _written.get())
    if key not in known:
        user.known_facts = known | {key: _ask(user, on)}
    return user.known_facts[key]


def _ask(user: Any, on: dt.date) -> list[tuple[str, str, str]]:
    """(role, tree path, name of the unit) of every dated fact that gives the person a part on the day; one query."""
    return _parts(user.pk, on)


def _parts_on(person: int, on: dt.date) -> QuerySet:
    def rows(facts: QuerySet, role: Any) -> QuerySet:
        return facts.filter(person=person).order_by().values_list(role, "department__path", UNIT_NAME)

    def named(role: str) -> Value:
        return Value(role, output_field=CharField())

    return rows(RoleGrant.objects.on(on), F("role")).union(
        rows(HeadOf.objects.on(on), named("head")),
        rows(Portfolio.objects.on(on), named("leader")),
        rows(Posting.objects.on(on).main(), named("learner")),
        all=True,
    )


UNIT_NAME = Coalesce(NullIf("department__short_name", Value("")), "department__name")
_parts = Prepared(_parts_on, int, dt.date)


def roles_of(user: Any, on: dt.date) -> frozenset[str]:
    """The parts the person plays on the day; nobody signed in plays none."""
    roles = frozenset(role for role, *_ in _facts(user, on))
    return roles - {"learner"} if roles & NOT_LEARNERS else roles


def unit_name_of(user: Any, on: dt.date) -> str:
    """What the unit of the person's main post is called for short; nothing for who holds none."""
    return next((name for role, _, name in _facts(user, on) if role == "learner"), "")


def has_role(user: Any, *roles: str, on: dt.date | None = None) -> bool:
    return not roles_of(user, on or clock.today()).isdisjoint(roles)


def has_permissions(user: Any) -> bool:
    """Does any role of his bring the framework's permissions? Most people have none, and nothing need be asked."""
    return user.is_superuser or any(BY_NAME[role].group for role in roles_of(user, clock.today()))


def may(user: Any, act: str, on: dt.date | None = None) -> bool:
    """Does one of the person's roles carry the act, as `roles.py` names it?"""
    return any(act in BY_NAME[role].may for role in roles_of(user, on or clock.today()))


def may_confirm(actor: Any, proposed_by: Any, on: dt.date | None = None) -> bool:
    """A changed answer key holds when a second person confirms it: never the one who proposed it (design 1, HR)."""
    if getattr(proposed_by, "pk", None) is None or actor.pk == proposed_by.pk:
        return False
    return may(actor, "confirm_key", on)


def stands_alone(person: Any, day: dt.date) -> bool:
    """Is, or becomes, the account one that may hold no post: an administrator's, an inspector's (decision 0009)?"""
    still = Q(to_on__isnull=True) | Q(to_on__gte=day)
    return RoleGrant.objects.filter(still, person=person, role__in=ALONE).exists()


def expired_on(user: Any, day: dt.date) -> dt.date | None:
    """The last day of an account that was good for a time only, such as an inspector's; None while it is good."""
    if roles_of(user, day):
        return None
    ended = RoleGrant.objects.filter(person=user, role__in=EXPIRING, to_on__lt=day).order_by("-to_on").first()
    return ended.to_on if ended else None


def scope_of(user: Any, on: dt.date) -> Scope:
    """Whose records and scores the person may read on the day, besides his own."""
    facts = _facts(user, on)
    roles = {role for role, *_ in facts}
    if roles & BLIND:
        return Scope()
    if roles & EVERYONE:
        return Scope(everyone=True)
    return Scope(paths=tuple(sorted({path for role, path, _ in facts if role in OWN_TREE and path})))


def people_in_scope(queryset: Rows, viewer: Any, on: dt.date) -> Rows:
    """The viewer himself and whoever holds a post on the day in a unit of his: borrowed staff while the loan lasts."""
    scope = scope_of(viewer, on)
    if scope.everyone:
        return queryset
    mine = Q(pk=getattr(viewer, "pk", None) or 0)
    if scope.empty:
        return queryset.filter(mine)
    posts = Posting.objects.on(on).filter(scope.where("department__path"), person=OuterRef("pk"))
    return queryset.filter(mine | Exists(posts))


def departments_in_scope(queryset: Rows, viewer: Any, on: dt.date) -> Rows:
    return queryset.filter(scope_of(viewer, on).where("path"))


def require_role(*roles: str) -> Callable:
    """A view for these roles only; for anyone else the address does not exist, and that he tried is in the log."""

    def decorate(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @wraps(view)
        def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not has_role(request.user, *roles):
                refuse(request, str(next(iter(kwargs.values()), request.path)))
            return view(request, *args, **kwargs)

        return checked

    return decorate


def refuse(request: HttpRequest, target: str) -> NoReturn:
    """Not yours does not exist, and that you tried is in the log."""
    record(action="people.refused", target=target, result="refused", request=request, detail={"path": request.path})
    raise Http404
