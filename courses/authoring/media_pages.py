"""Many films, recordings and PDF at once: each kept or refused for itself, titles and places filled in afterwards."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods
from wagtail.documents import get_document_model
from wagtail.models import Collection
from wagtail.permissions import policy_registry

from courses.decks import DeckRefused
from courses.models import Course, CourseMedia
from courses.services.media import Duplicate, keep_upload
from courses.sniffing import FileRefused

ACCEPTED = ".mp4,.m4v,.webm,.mp3,.m4a,.wav,.ogg,.pdf"
MOST_AT_ONCE = 100
MODELS = {"media": CourseMedia, "document": get_document_model()}
EDIT = {"media": "wagtailmedia:edit", "document": "wagtaildocs:edit"}


class DetailForm(forms.Form):
    """What a kept file is called, where it lies, and the course it is for: kept as a tag, by which it is found."""

    title = forms.CharField(label=_("Title"), max_length=255)
    collection = forms.ModelChoiceField(Collection.objects.none(), label=_("Collection"), empty_label=None)
    course = forms.ModelChoiceField(Course.objects.order_by("code"), label=_("Course"), required=False, help_text=_(
        "The course's code becomes a tag: the file is found by it."))

    def __init__(self, *args: Any, collections: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["collection"].queryset = collections  # type: ignore[attr-defined]


def collections_of(user: Any) -> Any:
    """Where the user may add recordings. Raises Http404 for who may nowhere."""
    found = policy_registry.get_by_type(CourseMedia).collections_user_has_permission_for(user, "add")
    if not found:
        raise Http404
    return found


@require_http_methods(["GET", "HEAD", "POST"])
def upload(request: HttpRequest) -> HttpResponse:
    """Without script all files come in one form; with it one by one, each answered as JSON."""
    collections = collections_of(request.user)
    if request.method != "POST":
        return _page(request, collections, [])
    where = collections.filter(pk=_number(request.POST.get("collection"))).first() or collections.first()
    told = [_kept(request, file, where) for file in request.FILES.getlist("files")[:MOST_AT_ONCE]]
    if request.headers.get("Accept") == "application/json":
        answer = told[0] if told else _refused("", gettext("No file arrived."))
        return JsonResponse(answer, status=200 if answer["key"] else 400)
    if told and all(one["key"] for one in told):
        return redirect(_details_of(told))
    return _page(request, collections, told or [_refused("", gettext("Choose one file at least."))])


def _page(request: HttpRequest, collections: Any, told: list[dict[str, Any]]) -> HttpResponse:
    title = gettext("Upload many recordings")
    return render(request, "courses/admin/media_upload.html", {
        "page_title": title, "header_title": title, "header_icon": "media", "accepted": ACCEPTED,
        "collections": collections, "told": told, "details": _details_of(told),
    })


def _details_of(told: list[dict[str, Any]]) -> str:
    """Where what was kept is filled in; empty where nothing was."""
    keys = ",".join(one["key"] for one in told if one["key"])
    return f"{reverse('course_media_details')}?kept={keys}" if keys else ""


def _kept(request: HttpRequest, file: UploadedFile, where: Collection) -> dict[str, Any]:
    try:
        made = keep_upload(file=file, collection=where, by=request.user)
    except (FileRefused, DeckRefused) as refusal:
        return _refused(file.name, str(refusal))
    except Duplicate as duplicate:
        return _refused(file.name, str(duplicate)) | {"url": _address(duplicate.known)}
    kind = "media" if isinstance(made, CourseMedia) else "document"
    return {"name": file.name, "key": f"{kind}-{made.pk}", "words": gettext("Kept."), "url": _address(made)}


def _refused(name: str | None, words: str) -> dict[str, Any]:
    return {"name": name, "key": "", "words": words, "url": ""}


def _address(made: Any) -> str:
    return reverse(EDIT["media" if isinstance(made, CourseMedia) else "document"], args=[made.pk])


@require_http_methods(["GET", "HEAD", "POST"])
def details(request: HttpRequest) -> HttpResponse:
    """Title, collection and course of what was just kept, on one page."""
    collections = collections_of(request.user)
    rows = [(made, _form(request, key, made, collections)) for key, made in _named(request)]
    if not rows:
        raise Http404
    if request.method == "POST" and all([form.is_valid() for _made, form in rows]):
        for made, form in rows:
            _fill(made, form.cleaned_data)
        messages.success(request, gettext("Saved."))
        return redirect("wagtailmedia:index")
    title = gettext("What was uploaded")
    return render(request, "courses/admin/media_details.html", {
        "page_title": title, "header_title": title, "header_icon": "media", "rows": rows})


def _named(request: HttpRequest) -> list[tuple[str, Any]]:
    """Files of the address that the user may change; what is not his is left out."""
    found = []
    for key in request.GET.get("kept", "").split(",")[:MOST_AT_ONCE]:
        kind, _dash, pk = key.partition("-")
        made = MODELS[kind].objects.filter(pk=_number(pk)).first() if kind in MODELS else None
        if made and policy_registry.get_by_type(MODELS[kind]).user_has_permission_for_instance(
                request.user, "change", made):
            found.append((key, made))
    return found


def _form(request: HttpRequest, key: str, made: Any, collections: Any) -> DetailForm:
    initial = {"title": made.title, "collection": made.collection_id}
    return DetailForm(request.POST or None, prefix=key, collections=collections, initial=initial)


def _fill(made: Any, said: dict[str, Any]) -> None:
    made.title, made.collection = said["title"], said["collection"]
    made.save(update_fields=["title", "collection"])
    if said["course"]:
        made.tags.add(said["course"].code)


def _number(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 19 else 0


urlpatterns = [
    path("course-media/upload/", upload, name="course_media_upload"),
    path("course-media/details/", details, name="course_media_details"),
]
