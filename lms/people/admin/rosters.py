"""Rosters in the content administration, for HR officers only: upload, preview, confirm, undo."""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe
from wagtail.admin.menu import MenuItem
from wagtail.admin.viewsets.base import ViewSet

from lms.common.sheets import sheet_response
from lms.jobs.models import Job
from lms.jobs.services import start
from lms.people import jobs
from lms.people.access import require_role
from lms.people.admin.furniture import actor, page
from lms.people.admin.roster_rows import preview
from lms.people.admin.roster_template import empty_template, explanations
from lms.people.models import ImportRun, PeopleSettings, User
from lms.people.services.roster import RosterRefused, discard_roster, receive_roster
from lms.people.services.roster.formats import EMPTY, LARGEST, TOO_LARGE
from lms.people.services.roster.importing import content_of
from lms.people.services.roster.marked import marked_copy
from lms.people.services.roster.values import Refusal
from lms.people.services.secrets import AT_ONCE

State = ImportRun.State
RUNS_PER_PAGE = 30
ICON = "table"


class RosterForm(forms.Form):
    """A file, and whether it names everyone. What is in the file is judged by a job, row by row."""

    file = forms.FileField(
        label=gettext_lazy("Roster"),
        help_text=gettext_lazy("An Excel workbook (.xlsx, .xls) or text (.csv) of at most 20 MB."),
        error_messages={
            "required": gettext_lazy("Choose the file of the roster."),
            "empty": EMPTY,
        },
    )
    complete = forms.BooleanField(
        required=False, label=gettext_lazy("This roster names everyone"),
        help_text=gettext_lazy(
            "Then whoever holds a main post in the bureau and is not in the file is taken as left. If all rows belong "
            "to one county bureau, only that bureau's people are compared. Leave it empty for a roster of some people."
        ),
    )

    def clean_file(self) -> Any:
        given = self.cleaned_data["file"]
        if given.size > LARGEST:
            raise forms.ValidationError(TOO_LARGE)
        return given


def _list() -> tuple[str, str]:
    return reverse("rosters:index"), _("Rosters")


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Earlier runs, newest first."""
    runs = ImportRun.objects.defer("content").select_related("uploaded_by", "committed_by")
    shown = Paginator(runs, RUNS_PER_PAGE).get_page(request.GET.get("p"))
    return page(request, "rosters/index", _("Rosters"), icon=ICON, runs=shown)


def upload(request: HttpRequest) -> HttpResponse:
    form = RosterForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data["file"]
        run = receive_roster(content=given.read(), file_name=given.name, by=actor(request),
                             complete=form.cleaned_data["complete"])
        return _start(request, run, jobs.JUDGE, _("Reading the roster %(file)s"))
    return page(request, "rosters/upload", _("Upload a roster"), _list(), status=422 if form.errors else 200, icon=ICON,
                form=form, explanations=explanations())


@require_safe
def template(request: HttpRequest) -> HttpResponse:
    return sheet_response(empty_template(), _("Roster template.xlsx"))


@require_safe
@never_cache
def run(request: HttpRequest, pk: int) -> HttpResponse:
    """The run as it stands: being read, to be confirmed, written, or why not."""
    found = _run(pk)
    job = Job.objects.live().filter(once=jobs.once(found)).first()
    rows = preview(found, kind=request.GET.get("kind", ""), query=request.GET.get("q", ""),
                   page=request.GET.get("p", "1"))
    last = ImportRun.objects.filter(state=State.COMMITTED).order_by("-committed_at").values_list("pk", flat=True)[:1]
    waiting = _without_password(found)
    return page(
        request, "rosters/run", found.file_name, _list(), icon=ICON, run=found, preview=rows, job=job,
        limits=PeopleSettings.load(),
        may_confirm=found.state == State.PREVIEWED and not found.blocked and not job,
        may_undo=found.state == State.COMMITTED and found.pk in last and not job and found.act_id,
        waiting=waiting, slips=waiting[:AT_ONCE],
    )


@require_safe
def marked(request: HttpRequest, pk: int) -> HttpResponse:
    """The file as uploaded, each refusal beside its row; gone once the run is written or discarded."""
    found = _run(pk)
    content = content_of(found)
    if not content:
        raise Http404
    refused = found.rows.filter(kind="refused").order_by("row")
    refusals = [Refusal(row.row or 0, one["column"], one["value"], one["reason"])
                for row in refused for one in row.reasons]
    name = _("%(file)s (marked).xlsx") % {"file": found.file_name.rsplit(".", 1)[0]}
    return sheet_response(marked_copy(content, found.file_name, refusals), name)


@require_POST
def judge(request: HttpRequest, pk: int) -> HttpResponse:
    """Read it again: after a reading that was called off, or when the register has changed."""
    return _start(request, _run(pk), jobs.JUDGE, _("Reading the roster %(file)s"))


@require_POST
def confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """Only what was seen is written: the form carries the fingerprint of its preview."""
    found, seen = _run(pk), request.POST.get("fingerprint", "")
    if found.state == State.COMMITTED:
        messages.warning(request, _("This roster is written already."))
    elif found.state != State.PREVIEWED:
        messages.error(request, _("There is no preview to confirm; nothing was written."))
    elif found.blocked:
        messages.error(request, found.blocked)
    elif not seen or seen != found.fingerprint:
        messages.error(request, _("This is not the preview you confirmed, so nothing was written. Check it and confirm "
                                  "again."))
    else:
        return _start(request, found, jobs.COMMIT, _("Writing the roster %(file)s"), fingerprint=seen)
    return redirect("rosters:run", pk=pk)


@require_POST
def discard(request: HttpRequest, pk: int) -> HttpResponse:
    try:
        discard_roster(run=_run(pk), by=actor(request))
        messages.success(request, _("The roster is discarded; its file is forgotten and nothing was written."))
    except RosterRefused as refusal:
        messages.error(request, str(refusal))
    return redirect("rosters:run", pk=pk)


@require_POST
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    found = _run(pk)
    if found.state != State.COMMITTED:
        messages.error(request, _("Only a roster that is written can be undone."))
        return redirect("rosters:run", pk=pk)
    return _start(request, found, jobs.UNDO, _("Undoing the roster %(file)s"))


def _run(pk: int) -> ImportRun:
    runs = ImportRun.objects.defer("content").select_related("uploaded_by", "committed_by", "act__undone_by")
    return get_object_or_404(runs, pk=pk)


def _without_password(found: ImportRun) -> list[int]:
    """The joiners nobody has given a one-time password yet."""
    if found.state != State.COMMITTED or not found.joiners:
        return []
    people = User.objects.filter(is_active=True, password__startswith=UNUSABLE_PASSWORD_PREFIX)
    joiners = people.filter(pk__in=found.rows.filter(kind="joiner").values("person_id"))
    return list(joiners.order_by("staff_no").values_list("pk", flat=True))


def _start(request: HttpRequest, found: ImportRun, kind: str, title: str, **more: str) -> HttpResponse:
    """One piece of work on a roster at a time, whoever asks: the second is told of the first."""
    if kind == jobs.JUDGE and found.state not in (State.JUDGING, State.PREVIEWED):
        messages.error(request, _("This roster does not wait any more: upload the file again."))
        return redirect("rosters:run", pk=found.pk)
    address = reverse("rosters:run", args=[found.pk])
    job = start(kind=kind, owner=request.user, title=title % {"file": found.file_name},
                arguments={"run": found.pk, **more}, once=jobs.once(found), back_url=address)
    if job.owner_id != request.user.pk or job.kind != kind:
        messages.warning(request, _("%(person)s is at work on this roster at this moment; nothing was started twice.")
                         % {"person": job.owner.full_name})
        return redirect(address)
    return redirect("jobs:detail", pk=job.pk)


class RostersMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return request.user.has_perm("people.add_importrun")


class RosterViewSet(ViewSet):
    """HR's alone: for any other role the addresses do not exist."""

    name = "rosters"
    icon = ICON
    menu_label = gettext_lazy("Rosters")
    menu_name = "rosters"
    menu_order = 220
    menu_item_class = RostersMenuItem
    add_to_admin_menu = True

    def get_urlpatterns(self) -> list[URLPattern]:
        hr = require_role("hr")
        return [
            path("", hr(index), name="index"),
            path("new/", hr(upload), name="upload"),
            path("template/", hr(template), name="template"),
            path("<int:pk>/", hr(run), name="run"),
            path("<int:pk>/marked/", hr(marked), name="marked"),
            path("<int:pk>/judge/", hr(judge), name="judge"),
            path("<int:pk>/confirm/", hr(confirm), name="confirm"),
            path("<int:pk>/discard/", hr(discard), name="discard"),
            path("<int:pk>/undo/", hr(undo), name="undo"),
        ]


rosters = RosterViewSet()
