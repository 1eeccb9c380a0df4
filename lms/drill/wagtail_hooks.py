"""How a question's picture knows who practises it, without courses knowing of drill."""

from django.http import Http404, HttpRequest
from wagtail import hooks

from courses.pictures import MAY_BE_SEEN
from lms.drill.pictures import in_practice_of


@hooks.register(MAY_BE_SEEN)
def know_the_picture(request: HttpRequest, *, image: int | None, film: int | None) -> None:
    """A picture of a question is for who practises it; questions hold no films."""
    if not image or not in_practice_of(request.user, image):  # type: ignore[arg-type]
        raise Http404
