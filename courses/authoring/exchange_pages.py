"""Files of questions: upload, look, confirm; and out again, told first what the format leaves behind."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils.http import content_disposition_header
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe
from wagtail.log_actions import log

from courses import exchange
from courses.exchange import excel_out, exporting
from courses.exchange.formats import XLSX
from courses.exchange.opening import check_size
from courses.models import QuestionBank
from courses.services.exchange import ImportRefused, import_questions
from courses.word import waiting

KIND = "questions"  # of what waits
SHOWN = 200  # lines of a plan on the page


class ImportForm(forms.Form):
    """The file is read here; what is refused as a whole is kept nowhere."""

    bank = forms.ModelChoiceField(QuestionBank.objects.all(), label=_("question bank"))
    format = forms.ChoiceField(choices=[(one.key, one.label) for one in exchange.FORMATS.values()], label=_("Format"))
    file = forms.FileField(label=_("File"))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        file, fmt = cleaned.get("file"), exchange.format_of(cleaned.get("format", ""))
        if file is None or fmt is None:
            return cleaned
        try:
            if not file.name.lower().endswith(fmt.endings):
                text = gettext("A file of this format ends in %(endings)s.")
                raise exchange.FileRefused(text % {"endings": "、".join(fmt.endings)})
            check_size(file.size)
            self.content = file.read()
            exchange.read(fmt, self.content, file.name)
        except exchange.FileRefused as refused:
            self.add_error("file", str(refused))
        return cleaned


class ExportForm(forms.Form):
    bank = forms.ModelChoiceField(QuestionBank.objects.all(), label=_("question bank"))
    format = forms.ChoiceField(choices=[(one.key, one.label) for one in exchange.writing()], label=_("Format"))


def _keeper_or_404(request: HttpRequest) -> None:
    if not request.user.has_perms(["courses.add_question", "courses.change_question"]):
        raise Http404


def _page(request: HttpRequest, template: str, title: str, icon: str, **more: Any) -> HttpResponse:
    return render(request, f"courses/admin/{template}.html", {
        "page_title": title, "header_title": title, "header_icon": icon, **more,
    })


@require_http_methods(["GET", "HEAD", "POST"])
def upload(request: HttpRequest) -> HttpResponse:
    _keeper_or_404(request)
    form = ImportForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        bank, fmt = form.cleaned_data["bank"], form.cleaned_data["format"]
        name = f"{fmt}/{form.cleaned_data['file'].name}"
        token = waiting.keep(form.content, name=name, by=request.user.pk, course=bank.pk, kind=KIND)
        return redirect("question_import_look", bank.pk, token)
    return _page(request, "question_upload", gettext("Import questions"), "upload", form=form,
                 formats=exchange.FORMATS.values())


@require_safe
def template(request: HttpRequest) -> HttpResponse:
    _keeper_or_404(request)
    return _file(excel_out.template(), XLSX, "试题导入模板.xlsx")


@require_http_methods(["GET", "HEAD", "POST"])
def look(request: HttpRequest, bank_id: int, token: str) -> HttpResponse:
    """What the file would do; a POST does it."""
    _keeper_or_404(request)
    bank = get_object_or_404(QuestionBank, pk=bank_id)
    try:
        content, named = waiting.fetch(token, by=request.user.pk, course=bank.pk, kind=KIND)
        fmt = exchange.FORMATS[named.split("/", 1)[0]]
        reading = exchange.read(fmt, content, named)
    except (waiting.TokenRefused, exchange.FileRefused, KeyError) as gone:
        raise Http404 from gone
    if request.method == "POST":
        return _write(request, bank, token, (reading, fmt, named))
    plan = exchange.plan_of(bank, reading, fmt)
    shown = [line for line in plan.lines if line.state != "unchanged"][:SHOWN]
    return _page(request, "question_look", gettext("Import questions"), "upload", plan=plan, bank=bank, lines=shown,
                 more=plan.new + plan.changed - len(shown), name=named.split("/", 1)[1], fmt=fmt)


def _write(request: HttpRequest, bank: QuestionBank, token: str, file: tuple) -> HttpResponse:
    """`file`: what was read, its format and its name."""
    reading, fmt, named = file
    try:
        plan = import_questions(bank=bank, reading=reading, fmt=fmt, by=request.user, alike="alike" in request.POST)
    except ImportRefused as refused:
        messages.error(request, str(refused))
        return redirect("question_import_look", bank.pk, token)
    waiting.forget(token, by=request.user.pk, course=bank.pk, kind=KIND)
    counts = {"new": plan.new, "changed": plan.changed, "unchanged": plan.unchanged}
    log(instance=bank, action="courses.question_import", user=request.user, data={"file": named[:200], **counts})
    text = gettext("New: %(new)d, changed: %(changed)d, unchanged: %(unchanged)d. Somebody else approves them.")
    messages.success(request, text % counts)
    return redirect("question_review")


@require_http_methods(["GET", "HEAD", "POST"])
def export(request: HttpRequest) -> HttpResponse:
    """What will be left behind; a POST sends the file, for sending is logged."""
    _keeper_or_404(request)
    asked = request.POST if request.method == "POST" else request.GET
    form = ExportForm(asked or None)
    if not form.is_valid():
        return _page(request, "question_export", gettext("Export questions"), "download", form=form)
    bank, fmt = form.cleaned_data["bank"], exchange.FORMATS[form.cleaned_data["format"]]
    questions = exporting.questions_of(bank)
    if request.method == "POST":
        log(instance=bank, action="courses.question_export", user=request.user,
            data={"format": fmt.key, "number": len(questions)})
        return _file(exporting.written(questions, fmt), fmt.content_type, f"{bank.code}{fmt.endings[0]}")
    return _page(request, "question_export", gettext("Export questions"), "download", form=form, bank=bank, fmt=fmt,
                 number=len(questions), left_out=exporting.left_out(questions, fmt))


def _file(content: bytes, content_type: str, name: str) -> HttpResponse:
    disposition = content_disposition_header(as_attachment=True, filename=name) or "attachment"
    return HttpResponse(content, content_type=content_type, headers={"Content-Disposition": disposition})


urlpatterns = [
    path("questions/import/", upload, name="question_import"),
    path("questions/import/template/", template, name="question_template"),
    path("questions/import/<int:bank_id>/<str:token>/", look, name="question_import_look"),
    path("questions/export/", export, name="question_export"),
]
