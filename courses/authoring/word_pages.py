"""A lesson from a Word document: upload, look, confirm."""

import base64
import io
from pathlib import Path
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.defaultfilters import filesizeformat
from django.urls import path
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods
from PIL import Image

from courses import services, word
from courses.authoring.course_pages import crumbs, editable_course
from courses.models import CoursePage
from courses.word import Reading, WordRefused, waiting

THUMBNAIL = (480, 480)


class UploadForm(forms.Form):
    """The file is looked at here; what is refused is kept nowhere."""

    file = forms.FileField(label=_("Word document (.docx)"), widget=forms.FileInput(attrs={"accept": ".docx"}))

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file.size > settings.WORD_MAX_BYTES:
            text = gettext("The file is larger than %(size)s. Make its pictures smaller, or divide it.")
            raise forms.ValidationError(text % {"size": filesizeformat(settings.WORD_MAX_BYTES)})
        self.content = file.read()
        try:
            read_document(self.content, file.name)
        except WordRefused as refused:
            raise forms.ValidationError(str(refused)) from refused
        return file


class ConfirmForm(forms.Form):
    """A title, and for each picture its words or that it is left out."""

    title = forms.CharField(label=_("Title of the lesson"), max_length=200)

    def __init__(self, reading: Reading, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.numbers = range(len(reading.pictures))
        for number in self.numbers:
            self.fields[f"alt_{number}"] = forms.CharField(
                label=_("Text for those who cannot see it"), max_length=200, required=False,
                initial=reading.pictures[number].alt)
            self.fields[f"out_{number}"] = forms.BooleanField(label=_("Leave this picture out"), required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for number in self.numbers:
            if not cleaned.get(f"out_{number}") and not cleaned.get(f"alt_{number}"):
                self.add_error(f"alt_{number}", gettext("Say what the picture shows, or leave it out."))
        return cleaned

    @property
    def alts(self) -> dict[int, str]:
        return {number: self.cleaned_data[f"alt_{number}"] for number in self.numbers
                if not self.cleaned_data[f"out_{number}"]}


def read_document(content: bytes, name: str) -> Reading:
    """Raises WordRefused."""
    return word.read(content, word.opened(content, name))


def open_course(request: HttpRequest, page_id: int) -> CoursePage:
    """A course that takes a lesson now. Raises Http404."""
    page = editable_course(request, page_id)
    lock = page.get_lock()
    if not page.permissions_for_user(request.user).can_add_subpage() or (lock and lock.for_user(request.user)):
        raise Http404
    return page


@require_http_methods(["GET", "HEAD", "POST"])
def upload(request: HttpRequest, page_id: int) -> HttpResponse:
    page = open_course(request, page_id)
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        token = waiting.keep(form.content, name=form.cleaned_data["file"].name, by=request.user.pk, course=page.pk)
        return redirect("course_word_look", page.pk, token)
    title = gettext("A lesson from a Word document")
    return render(request, "courses/admin/word_upload.html", {
        "header_title": title, "breadcrumbs_items": crumbs(page, title), "header_icon": "doc-full", "form": form,
        "most": settings.WORD_MAX_BYTES,
    })


@require_http_methods(["GET", "HEAD", "POST"])
def look(request: HttpRequest, page_id: int, token: str) -> HttpResponse:
    """The lesson as it would be; a POST writes it as a draft."""
    page = open_course(request, page_id)
    try:
        content, name = waiting.fetch(token, by=request.user.pk, course=page.pk)
        reading = read_document(content, name)
    except (waiting.TokenRefused, WordRefused) as refused:
        raise Http404 from refused
    form = ConfirmForm(reading, request.POST or None, initial={"title": reading.title or Path(name).stem})
    if request.method == "POST" and form.is_valid():
        return _write(request, page, token, reading, form)
    title = gettext("A lesson from a Word document")
    return render(request, "courses/admin/word_look.html", {
        "header_title": title, "breadcrumbs_items": crumbs(page, title), "header_icon": "doc-full", "form": form,
        "reading": reading, "name": name, "parts": _shown(reading, form), "course": page,
    })


def _write(request: HttpRequest, page: CoursePage, token: str, reading: Reading, form: ConfirmForm) -> HttpResponse:
    lesson = services.import_lesson(
        course=page, reading=reading, title=form.cleaned_data["title"], alts=form.alts, by=request.user)
    waiting.forget(token, by=request.user.pk, course=page.pk)
    messages.success(request, gettext("The lesson is a draft. Read it once more, then submit the course for review."))
    return redirect("wagtailadmin_pages:edit", lesson.pk)


def _shown(reading: Reading, form: ConfirmForm) -> list[dict[str, Any]]:
    return [{"kind": part.kind, "value": part.value} if part.kind != "image" else
            {"kind": "image", "src": _thumbnail(reading.pictures[part.value].content),
             "alt": form[f"alt_{part.value}"], "out": form[f"out_{part.value}"]} for part in reading.parts]


def _thumbnail(content: bytes) -> str:
    """Small enough to stand in the page itself: nothing is stored before the lesson is."""
    with Image.open(io.BytesIO(content)) as picture:
        picture.thumbnail(THUMBNAIL)
        buffer = io.BytesIO()
        picture.convert("RGBA").save(buffer, "PNG")
    return f"data:image/png;base64,{base64.b64encode(buffer.getvalue()).decode()}"


urlpatterns = [
    path("courses/<int:page_id>/word/", upload, name="course_word"),
    path("courses/<int:page_id>/word/<str:token>/", look, name="course_word_look"),
]
