"""我的学习, and the answer to "are you well?"."""

from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from home.navigation import LEARNER, Way, ways_of
from home.selectors import desk_of
from home.waiting import waiting_for
from lms.common import clock


@require_safe
def desk(request: HttpRequest) -> HttpResponse:
    """What do I owe, by when, and where do I go on?"""
    ways, today = ways_of(request.user), clock.today()
    shown = desk_of(request.user, today)
    context = {
        "desk": shown, "waiting": waiting_for(request.user, today),
        "learner": any(way.roles is LEARNER for way in ways),
        "ways": () if shown.tasks else _addresses(ways),
    }
    return render(request, "home/desk.html", context)


def _addresses(ways: tuple[Way, ...]) -> tuple[tuple[str, str], ...]:
    return tuple((str(way.label), reverse(way.name, args=way.args)) for way in ways if way.name != "home:desk")


@login_not_required
@never_cache
@require_safe
def health(request: HttpRequest) -> JsonResponse:
    """200 while the database answers, else 503: for the process that watches over us."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return JsonResponse({"status": "unavailable"}, status=503)
    return JsonResponse({"status": "ok"})
