"""How a question's picture knows its reader, without courses knowing of attempts."""

from django.http import Http404, HttpRequest
from wagtail import hooks

from courses.pictures import MAY_BE_SEEN
from lms.assessment.pictures import in_a_paper_of, in_a_printed_paper
from lms.common import clock
from lms.people.access import has_role
from lms.people.models import User


@hooks.register(MAY_BE_SEEN)
def know_the_picture(request: HttpRequest, *, image: int | None, film: int | None) -> None:
    """A picture in a paper is for who sits it, and for who prints it; papers hold no films."""
    if image and (in_a_paper_of(request.user, image) or (_prints(request) and in_a_printed_paper(image))):
        return
    raise Http404


def _prints(request: HttpRequest) -> bool:
    return isinstance(request.user, User) and has_role(request.user, "hr", on=clock.today())
