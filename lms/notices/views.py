"""The inbox, and marking as read. Reading a page writes nothing; opening a notice is a POST."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from lms.common import clock
from lms.notices.models import Notice
from lms.notices.selectors import inbox_of
from lms.notices.services import mark_read


@require_safe
def inbox(request: HttpRequest) -> HttpResponse:
    only_unread = request.GET.get("show") == "unread"
    found = inbox_of(request.user, only_unread=only_unread, page=request.GET.get("page", "1"))
    return render(request, "notices/inbox.html", {"inbox": found, "query": "show=unread" if only_unread else ""})


@require_POST
def read(request: HttpRequest) -> HttpResponse:
    """With `notice`: mark that one read and go where it points; without: mark all. Another's notice does not exist."""
    mine = Notice.objects.filter(person_id=request.user.pk)
    if "notice" not in request.POST:
        mark_read(mine, at=clock.now())
        messages.success(request, _("All notices are marked as read."))
        return redirect("notices:inbox")
    notice = mine.filter(pk=_number(request.POST["notice"])).first()
    if notice is None:
        raise Http404
    mark_read(mine.filter(pk=notice.pk), at=clock.now())
    safe = url_has_allowed_host_and_scheme(notice.url, {request.get_host()}, require_https=request.is_secure())
    return redirect(notice.url if notice.url and safe else "notices:inbox")


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0
