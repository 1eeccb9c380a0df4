"""Whose a stored picture is: a cover is everybody's, a lesson's is its readers', a question's whose paper has it."""

from django.http import Http404, HttpRequest
from wagtail import hooks
from wagtail.images import get_image_model

from courses.models import CourseMedia, CoursePage

MAY_BE_SEEN = "before_serve_picture"  # our own hook: each room above answers with Http404 for whom it shows it not


def check(request: HttpRequest, name: str) -> None:
    """Raises Http404 for a picture that is no course's cover and whose lessons the reader does not read.

    `name` is as stored, e.g. "images/flow.width-1200.webp". A stored name that no picture has is nobody's.
    """
    images = get_image_model()
    rendition = images.get_rendition_model().objects.filter(file=name).values_list("image_id", flat=True).first()
    pk = rendition or images.objects.filter(file=name).values_list("pk", flat=True).first()
    if pk is None:
        raise Http404
    if not CoursePage.objects.filter(cover=pk).exists():
        _ask(request, image=pk)


def check_poster(request: HttpRequest, name: str) -> None:
    """A still belongs to its film."""
    pk = CourseMedia.objects.filter(thumbnail=name).values_list("pk", flat=True).first()
    if pk is None:
        raise Http404
    _ask(request, film=pk)


def _ask(request: HttpRequest, image: int | None = None, film: int | None = None) -> None:
    """One room that shows it to him is enough."""
    refused: Http404 | None = None
    for answer in hooks.get_hooks(MAY_BE_SEEN):
        try:
            return answer(request, image=image, film=film)
        except Http404 as not_here:
            refused = not_here
    raise refused or Http404
