"""Who may read whom, and who may do what (design 1, accounts and roles). Scope lives in the query, never in a page."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, TypeVar

from django.db.models import CharField, Exists, F, OuterRef, Q, QuerySet, Value
from django.http import Http404, HttpRequest, HttpResponse

from lms.common import clock
from lms.people.models import HeadOf, Portfolio, Posting, RoleGrant

EVERYONE = frozenset({"hr", "supervision"})
OWN_TREE = frozenset({"head", "leader", "county_admin"})
# Whoever runs the machine or reads its log sees nobody's scores, whatever else he is.
BLIND = frozenset({"system_admin", "auditor"})
NOT_LEARNERS = BLIND | {"inspector"}


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


def _facts(user: Any, on: dt.date) -> list[tuple[str, str]]:
    """(role, tree path) of every dated fact that gives the person a part on the day; one query."""
    if getattr(user, "pk", None) is None:
        return []

    def rows(facts: QuerySet, role: Any) -> QuerySet:
        return facts.order_by().values_list(role, "department__path")

    def named(role: str) -> Value:
        return Value(role, output_field=CharField())

    return list(
        rows(RoleGrant.objects.on(on).filter(person=user), F("role")).union(
            rows(HeadOf.objects.on(on).filter(person=user), named("head")),
            rows(Portfolio.objects.on(on).filter(person=user), named("leader")),
            rows(Posting.objects.on(on).main().filter(person=user), named("learner")),
            all=True,
        )
    )


def roles_of(user: Any, on: dt.date) -> frozenset[str]:
    """The parts the person plays on the day; nobody signed in plays none."""
    roles = frozenset(role for role, _ in _facts(user, on))
    return roles - {"learner"} if roles & NOT_LEARNERS else roles


def has_role(user: Any, *roles: str, on: dt.date | None = None) -> bool:
    return not roles_of(user, on or clock.today()).isdisjoint(roles)


def scope_of(user: Any, on: dt.date) -> Scope:
    """Whose records and scores the person may read on the day, besides his own."""
    facts = _facts(user, on)
    roles = {role for role, _ in facts}
    if roles & BLIND:
        return Scope()
    if roles & EVERYONE:
        return Scope(everyone=True)
    return Scope(paths=tuple(sorted({path for role, path in facts if role in OWN_TREE and path})))


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
    """A view for these roles only; for anyone else the address does not exist."""

    def decorate(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @wraps(view)
        def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not has_role(request.user, *roles):
                raise Http404
            return view(request, *args, **kwargs)

        return checked

    return decorate
