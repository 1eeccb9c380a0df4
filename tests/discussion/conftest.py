"""T-01 is open for discussion; its page is the editor's; the learner and a colleague are enrolled."""

import datetime as dt
import uuid

import pytest

from courses.models import CataloguePage, CoursePage
from home.site import ensure_site
from lms.discussion.access import seat_of
from lms.discussion.models import Post
from lms.discussion.services import say, set_board
from lms.discussion.services.saying import Place
from lms.study.services import enrol
from tests import factories

T0 = dt.datetime(2026, 6, 22, 2, 0, tzinfo=dt.UTC)  # Monday, 10:00 in the bureau
MINUTE, DAY = dt.timedelta(minutes=1), dt.timedelta(days=1)
LESSON = "T-01-L1"


@pytest.fixture
def course(cast):
    version = factories.version()
    parent = CataloguePage.objects.get(pk=ensure_site().pk)
    parent.add_child(instance=CoursePage(title="课程 T-01", code="T-01", slug="t-01", owner=cast.editor))
    for person in (cast.learner, cast.head):
        enrol(person=person, course=version.course, cycle="2026", at=T0)
    return version.course


@pytest.fixture
def opened(cast, course):
    set_board(course=course, lesson_code=LESSON, is_open=True, by=cast.editor, at=T0)
    return course


@pytest.fixture
def post(cast, opened):
    """Somebody says something: the learner, opening a thread, unless said otherwise."""

    def _post(person=None, text="滞纳金从哪天起算？", thread=None, at=T0, lesson=LESSON, **fields) -> Post:
        person = person or cast.learner
        return say(person=person, place=Place(opened, lesson, thread), seat=seat_of(person, opened), text=text, at=at,
                   once=fields.pop("once", uuid.uuid4()), **fields)

    return _post
