"""In a curriculum that keeps to its order, the required courses before come first."""

from django.utils.translation import gettext as _

from lms.common import clock
from lms.curricula import rules
from lms.curricula.models import Assignment, CurriculumCourse
from lms.study.models import Completion, Enrolment


def earlier_courses(enrolment: Enrolment) -> str:
    """Which course comes first, in a sentence; nothing where none does (one query, four in an ordered curriculum)."""
    owed = Assignment.objects.owed_on(clock.today()).filter(person=enrolment.person_id, cycle=enrolment.cycle)
    mine = owed.filter(course=enrolment.course_id, curriculum__in_order=True).values_list("curriculum_id", flat=True)
    curriculum = mine.first()
    if curriculum is None:
        return ""
    items = CurriculumCourse.objects.filter(curriculum=curriculum).select_related("course")
    titles = {item.course_id: item.course.title for item in items}
    done = Completion.objects.filter(person=enrolment.person_id, cycle=enrolment.cycle, course__in=titles)
    first = rules.comes_first(
        enrolment.course_id, [(item.course_id, item.required) for item in items],
        owed=set(owed.filter(course__in=titles).values_list("course_id", flat=True)),
        done=set(done.values_list("course_id", flat=True)),
    )
    return _("First complete “%(course)s”: this curriculum keeps to its order.") % {
        "course": titles[first]} if first else ""
