"""How a question's picture knows its reader, without courses knowing of attempts."""

from django.http import Http404, HttpRequest
from wagtail import hooks

from courses.pictures import MAY_BE_SEEN
from lms.assessment.pictures import in_a_paper_of


@hooks.register(MAY_BE_SEEN)
def know_the_picture(request: HttpRequest, *, image: int | None, film: int | None) -> None:
    """A picture in a paper is for who sits it; papers hold no films."""
    if not image or not in_a_paper_of(request.user, image):
        raise Http404
