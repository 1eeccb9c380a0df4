
import pytest
from django.test import Client
from django.urls import reverse

from lms.assessment.models import GradeEvent
from lms.people.models import User
from tests import factories
from tests.assessment.acts import device
from tests.assessment.conftest import Exam, enrolled


@pytest.fixture
def marked(cast) -> Exam:
    version = factories.version("T-09", recipe=factories.recipe(kind="marked", bank=None))
    return Exam(version, enrolled(cast.learner, version))


def give(client: Client, **changes):
    data = {"staff_no": "00101", "course": "t-09", "score": "88.5", "note": "实操", "next": "/notices/"} | changes
    return client.post(reverse("assessment:mark"), data)


def test_hr_enters_a_mark_once(marked, cast, sign_in):
    client = sign_in(cast.hr)
    assert [give(client).url, give(client).url] == ["/notices/", "/notices/"]
    assert (GradeEvent.objects.get().score, GradeEvent.objects.get().by) == (88.5, cast.hr)


def test_only_hr_may_enter_a_mark(marked, cast):
    for name, person in cast.everyone().items():
        if name != "hr":
            assert give(device(User.objects.get(pk=person.pk))).status_code == 404, name
    assert not GradeEvent.objects.exists()


@pytest.mark.parametrize(
    "changes",
    [{"score": "101"}, {"score": "-1"}, {"score": "NaN"}, {"score": ""}, {"score": "1.005"}, {"staff_no": "nobody"},
     {"staff_no": ""}, {"course": "X"}, {"note": "x" * 201}, {"score": "9" * 1000}],
    ids=lambda value: str(value)[:30],
)
def test_a_mark_that_cannot_be_is_not_entered(marked, cast, sign_in, changes):
    assert give(sign_in(cast.hr), **changes).status_code == 302
    assert not GradeEvent.objects.exists()


def test_mark_leads_nowhere_else(marked, cast, sign_in):
    assert give(sign_in(cast.hr), next="https://elsewhere.example/").url == reverse("home:desk")


def test_marked_courses_say_so(marked, learner):
    text = learner.get(reverse("assessment:intro", args=["T-09"])).content.decode()
    assert 'name="pledge"' not in text
    assert "60" in text
