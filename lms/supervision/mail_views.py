"""E-mail that has not arrived: why, and once more. HR's, for whom people's addresses are."""

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from lms.audit.services import record
from lms.common import clock
from lms.notices.selectors import undelivered
from lms.notices.services import send_again
from lms.people.access import require_role
from lms.supervision.access import MAY_MAIL

PER_PAGE = 50


@require_role(*MAY_MAIL)
@require_safe
def mail(request: HttpRequest) -> HttpResponse:
    state = request.GET.get("state", "")
    page = Paginator(undelivered(state), PER_PAGE).get_page(request.GET.get("page"))
    query = f"state={state}" if state in ("waiting", "failed") else ""
    return render(request, "supervision/mail.html", {
        "page": page, "state": state, "query": query, "mail_on": settings.MAIL_ON,
    })


@require_role(*MAY_MAIL)
@require_POST
def again(request: HttpRequest) -> HttpResponse:
    """Those ticked, or with `all` every one that failed."""
    failed = undelivered("failed").values_list("pk", flat=True)
    chosen = list(failed) if "all" in request.POST else _ticked(request)
    count = send_again(mails=chosen, at=clock.now())
    if count:
        record(action="notices.send_again", request=request, target="", detail={"mails": count})
    messages.info(request, _said(count))
    return redirect("supervision:mail")


def _said(count: int) -> str:
    if not count:
        return _("Nothing was sent again: tick a message.")
    return ngettext("%(count)d message goes out with the next delivery.",
                    "%(count)d messages go out with the next delivery.", count) % {"count": count}


def _ticked(request: HttpRequest) -> list[int]:
    numbers = request.POST.getlist("mail")
    return [int(text) for text in numbers if text.isascii() and text.isdigit() and len(text) < 19]
