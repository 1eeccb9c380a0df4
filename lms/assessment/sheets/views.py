"""The office's doors to papers sat with a pen. For anyone else they do not exist."""

from typing import cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from lms.assessment.services.refusals import AttemptRefused
from lms.assessment.sheets import files, lines, printing, selectors, services
from lms.assessment.sheets.forms import CorrectionForm, DrawForm, LineForm, PrintForm, UploadForm
from lms.assessment.sheets.models import PaperSet, SetPaper, SheetEntry
from lms.assessment.sheets.refusals import SheetRefused
from lms.common import clock
from lms.people.access import require_role
from lms.people.models import Department, User

MOST_SHEETS = 200  # in one print: more is a browser's burden


def actor(request: HttpRequest) -> User:
    return cast(User, request.user)


def _sent(request: HttpRequest) -> QueryDict | None:
    return request.POST if request.method == "POST" else None


def set_or_404(code: str) -> PaperSet:
    return get_object_or_404(PaperSet.objects.select_related("version__course", "drawn_by"), code=code)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@require_role("hr")
def sets(request: HttpRequest) -> HttpResponse:
    """Sets drawn so far, and a form to draw one."""
    courses = selectors.courses_with_exam()
    choices = [(code, f"{code} {version.title}") for code, version in courses.items()]
    form = DrawForm(_sent(request), courses=choices)
    if request.method == "POST" and form.is_valid():
        begins_at = form.cleaned_data["begins_at"]
        try:
            made = services.draw_set(
                version=courses[form.cleaned_data["course"]], cycle=clock.cycle_of(clock.day_of(begins_at)),
                begins_at=begins_at, by=actor(request), at=clock.now(), once=form.token,
            )
        except (SheetRefused, AttemptRefused) as refused:
            form.add_error(None, str(refused))
        else:
            return redirect("assessment:sheet_set", code=made.code)
    page = selectors.sets(request.GET.get("page", "1"))
    return render(request, "assessment/sheets/sets.html", {"form": form, "page": page},
                  status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@require_role("hr")
def paper_set(request: HttpRequest, code: str) -> HttpResponse:
    """One set: print, enter a sheet (POST), import, and what is entered."""
    found = set_or_404(code)
    form = LineForm(_sent(request))
    if request.method == "POST" and form.is_valid() and (entry := _entered(request, found, form)):
        return redirect(f"{reverse('assessment:sheet_set', args=[code])}?last={entry.pk}#enter")
    last = _last(request, found)
    if last:
        form.fields["staff_no"].widget.attrs["autofocus"] = True
    query = request.GET.get("q", "").strip()[:50]
    return render(request, "assessment/sheets/set.html", {
        "set": found, "paper": found.papers.all()[0].paper, "counts": selectors.counts(found), "form": form,
        "entries": selectors.entries(found, query, request.GET.get("page", "1")), "query": query,
        "print_form": PrintForm(units=_units()), "upload_form": UploadForm(), "files": found.files.all()[:5],
        "explanations": files.explanations(), "ended": found.ends_at <= clock.now(),
        "last": last, "last_words": _entered_words(last) if last else "",
    }, status=422 if form.errors else 200)


def _last(request: HttpRequest, found: PaperSet) -> SheetEntry | None:
    """The entry just made, to be shown beside the form for the next one."""
    pk = request.GET.get("last", "")
    rows = SheetEntry.objects.filter(paper_set=found).select_related("enrolment__person", "printed")
    return rows.filter(pk=int(pk)).first() if pk.isascii() and pk.isdigit() and len(pk) < 15 else None


def _entered(request: HttpRequest, found: PaperSet, form: LineForm) -> SheetEntry | None:
    """Enter one sheet; what can't be stands as an error in the form."""
    values = form.cleaned_data
    printed = get_object_or_404(SetPaper, paper_set=found, letter=values["letter"])
    enrolment = selectors.enrolments_of(found).filter(person__staff_no=values["staff_no"]).first()
    try:
        sheet = lines.read_line(printed.paper, values["line"])
        if enrolment is None:
            raise SheetRefused("not_enrolled")
        return services.enter(printed=printed, enrolment=enrolment, sheet=sheet, by=actor(request), at=clock.now())
    except lines.LineRefused as refused:
        for reason in refused.reasons:
            form.add_error("line", reason)
    except SheetRefused as refused:
        form.add_error("staff_no", str(refused))
    return None


def _entered_words(entry: SheetEntry) -> str:
    """What was understood, so that a slip shows before the next sheet."""
    paper = entry.printed.paper
    given = {*map(int, entry.answers), *map(int, entry.points)}
    empty = [str(item["item"]) for item in paper["items"] if item["item"] not in given]
    said = _("%(person)s, paper %(letter)s: %(score)s points out of 100. Read: %(line)s.") % {
        "person": entry.enrolment.person, "letter": entry.printed.letter, "score": f"{entry.score.normalize():f}",
        "line": lines.written(paper, entry.answers, entry.points) or "—",
    }
    return said + _(" Left empty: %(numbers)s.") % {"numbers": "、".join(empty)} if empty else said


def _units() -> list[tuple[str, str]]:
    return [(unit.code, f"{unit.code} {unit.name}")
            for unit in Department.objects.filter(closed_on__isnull=True).order_by("path")]


@require_POST
@never_cache
@require_role("hr")
def print_set(request: HttpRequest, code: str) -> HttpResponse:
    """Papers, answer sheets or the key, to be printed by the browser; that they were is in the log."""
    found = set_or_404(code)
    form = PrintForm(request.POST, units=_units())
    if not form.is_valid():
        messages.error(request, _("Choose what to print."))
        return redirect("assessment:sheet_set", code=code)
    values = form.cleaned_data
    unit = get_object_or_404(Department, code=values["unit"]) if values["unit"] and values["what"] != "key" else None
    rows = selectors.candidates(found, values["letter"], unit, clock.today())
    if not 0 < len(rows) <= MOST_SHEETS:
        text = _("Nobody of this unit has to sit this exam.") if not rows else _(
            "More than %(most)d sheets at once: choose a smaller unit.") % {"most": MOST_SHEETS}
        messages.error(request, text)
        return redirect("assessment:sheet_set", code=code)
    services.note_print(paper_set=found, what=values["what"], copies=len(rows), by=actor(request))
    parts = {row.letter: printing.parts_of(row.paper.paper) for row in rows}
    return render(request, f"assessment/sheets/print_{values['what']}.html", {
        "set": found, "rows": [(row, parts[row.letter]) for row in rows], "paper": rows[0].paper.paper,
        "boxes": range(8),
    })


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@require_role("hr")
def entry(request: HttpRequest, pk: int) -> HttpResponse:
    """One entry with its story; what stands is corrected here, by a new entry with a reason."""
    rows = SheetEntry.objects.select_related("paper_set__version__course", "enrolment__person", "printed", "attempt")
    found = get_object_or_404(rows, pk=pk)
    line = lines.written(found.printed.paper, found.answers, found.points)
    form = CorrectionForm(_sent(request), initial={"letter": found.printed.letter, "line": line})
    if request.method == "POST" and form.is_valid():
        made = _corrected(request, found, form)
        if made:
            return redirect("assessment:sheet_entry", pk=made.pk)
    story = [(row, lines.written(row.printed.paper, row.answers, row.points)) for row in selectors.story_of(found)]
    return render(request, "assessment/sheets/entry.html", {"entry": found, "form": form, "story": story},
                  status=422 if form.errors else 200)


def _corrected(request: HttpRequest, found: SheetEntry, form: CorrectionForm) -> SheetEntry | None:
    values = form.cleaned_data
    printed = get_object_or_404(SetPaper, paper_set=found.paper_set_id, letter=values["letter"])
    try:
        sheet = lines.read_line(printed.paper, values["line"])
        made = services.correct(entry=found, printed=printed, sheet=sheet, reason=values["reason"], by=actor(request),
                                at=clock.now())
    except lines.LineRefused as refused:
        for reason in refused.reasons:
            form.add_error("line", reason)
    except SheetRefused as refused:
        form.add_error("reason" if refused.code == "reason" else None, str(refused))
    else:
        same = made.pk == found.pk
        messages.success(request, _("Nothing differs; nothing was changed.") if same else _entered_words(made))
        return made
    return None


