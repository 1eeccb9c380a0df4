"""A seat: the device that may answer, named by a cookie that outlives the session (design 1, days 2 and 13)."""

import re
import uuid

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from lms.assessment.models import Attempt

COOKIE = "exam_seat"
ONE_DAY = 24 * 60 * 60
SHAPE = re.compile(r"[0-9a-f]{32}")


def seat_of(request: HttpRequest) -> str:
    """The device's seat; "" when it has none."""
    seat = request.COOKIES.get(COOKIE, "")
    return seat if SHAPE.fullmatch(seat) else ""


def seat_for(request: HttpRequest) -> str:
    """The device's seat, or the one its page offered (so that a double click offers one), or a new one."""
    offered = request.POST.get("seat", "")
    return seat_of(request) or (offered if SHAPE.fullmatch(offered) else "") or uuid.uuid4().hex


def may_answer(request: HttpRequest, attempt: Attempt) -> bool:
    return not attempt.seat or attempt.seat == seat_of(request)


def remember(response: HttpResponse, seat: str) -> HttpResponse:
    response.set_cookie(
        COOKIE, seat, max_age=ONE_DAY, path="/assessment/", httponly=True, samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )
    return response
