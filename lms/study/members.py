"""Who belongs to a course, for its discussions: the enrolled, each on the version he reads."""

from django.db.models import QuerySet

from courses.models import Course, CourseVersion
from lms.discussion.members import Members, register
from lms.people.models import User
from lms.study.models import Enrolment
from lms.study.selectors import find_enrolment, version_for


def courses_of(person: User) -> QuerySet:
    return Enrolment.objects.filter(person=person.pk).values("course")


def people_of(course: int) -> QuerySet:
    return Enrolment.objects.filter(course=course).values("person")


def version_of(person: User, course: int) -> CourseVersion | None:
    code = Course.objects.filter(pk=course).values_list("code", flat=True).first()
    enrolment = find_enrolment(person, code) if code else None
    return version_for(enrolment) if enrolment else None


register(Members(courses_of=courses_of, people_of=people_of, version_of=version_of))
