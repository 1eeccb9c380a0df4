"""Somebody says something; a course with a page of the editor's; records of the learner's own."""

import datetime as dt
import uuid

import pytest

from courses.models import CataloguePage, Course, CoursePage
from home.site import ensure_site
from lms.common import clock
from lms.feedback.models import Case
from lms.feedback.services import send
from lms.feedback.services.sending import About

DAY = dt.timedelta(days=1)


@pytest.fixture
def say(cast):
    """Send as the learner unless said otherwise."""

    def _say(kind="feedback", text="例题太旧，建议更新。", person=None, about=None, **fields) -> Case:
        return send(person=person or cast.learner, kind=kind, text=text, at=fields.pop("at", clock.now()),
                    once=fields.pop("once", uuid.uuid4()), about=about, **fields)

    return _say


@pytest.fixture
def edited(cast) -> Course:
    """T-01, whose page is the editor's."""
    course = Course.objects.create(code="T-01", title="课程 T-01")
    parent = CataloguePage.objects.get(pk=ensure_site().pk)
    parent.add_child(instance=CoursePage(title="课程 T-01", code="T-01", slug="t-01", owner=cast.editor))
    return course


@pytest.fixture
def about(edited) -> About:
    return About(edited)
