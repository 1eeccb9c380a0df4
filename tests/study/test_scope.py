"""Whose enrolments a viewer reads, also when he comes as a request's lazy user."""

from django.utils.functional import SimpleLazyObject

from lms.common import clock
from lms.people.models import User
from lms.study.models import Enrolment
from lms.study.services import enrol
from tests import factories


def test_the_signed_in_person_of_a_request_reads_his_scope(cast):
    version = factories.version()
    for person in (cast.learner, cast.stranger):
        enrol(person=person, course=version.course, cycle="2026", at=clock.now())
    lazy = SimpleLazyObject(lambda: User.objects.get(pk=cast.head.pk))
    assert [row.person for row in Enrolment.objects.visible_to(lazy)] == [cast.learner]
    assert Enrolment.objects.visible_to(SimpleLazyObject(lambda: User.objects.get(pk=cast.hr.pk))).count() == 2
