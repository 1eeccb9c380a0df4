"""What HR enters about study."""

from django import forms
from django.contrib.auth import get_user_model
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from courses.models import VersionLesson
from lms.study.selectors import find_enrolment, version_for


class AttendanceForm(forms.Form):
    """A person attended a lesson held in a classroom. Valid only for someone enrolled and a lesson that is attended."""

    staff_no = forms.CharField(label=_("Staff number"), max_length=20)
    course = forms.CharField(label=_("Course code"), max_length=32)
    lesson = forms.CharField(label=_("Lesson code"), max_length=40)
    note = forms.CharField(
        label=_("What proves it"), max_length=200, help_text=_("For example the number of the sign-in sheet.")
    )

    def __init__(self, *args, by, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.by = by

    def clean_staff_no(self) -> str:
        staff_no = self.cleaned_data["staff_no"].strip()
        self.person = get_user_model().objects.filter(staff_no=staff_no).first()
        if self.person is None:
            raise forms.ValidationError(gettext("Nobody has this staff number."))
        if self.person == self.by:
            raise forms.ValidationError(gettext("Nobody records his own attendance; ask a colleague in the HR office."))
        return staff_no

    def clean(self) -> dict:
        data = super().clean() or self.cleaned_data
        if {"staff_no", "course", "lesson"} <= data.keys():
            self._find_lesson(data["course"].strip(), data["lesson"].strip())
        return data

    def _find_lesson(self, course: str, lesson: str) -> None:
        self.enrolment = find_enrolment(self.person, course)
        if self.enrolment is None:
            self.add_error("course", gettext("This person is not enrolled on this course."))
            return
        version = version_for(self.enrolment)
        attended = version and version.lessons.filter(code=lesson, rule=VersionLesson.Rule.ATTEND).exists()
        if not attended:
            self.add_error("lesson", gettext("This course has no classroom lesson of this code."))
