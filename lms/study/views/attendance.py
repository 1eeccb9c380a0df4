"""HR enters that a person attended a lesson held in a classroom."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from lms.common import clock
from lms.people.access import require_role
from lms.study import services
from lms.study.forms import AttendanceForm


@require_http_methods(["GET", "HEAD", "POST"])
@require_role("hr")
def attendance(request: HttpRequest) -> HttpResponse:
    form = AttendanceForm(request.POST or None, initial=request.GET.dict(), by=request.user)
    if request.method == "POST" and form.is_valid() and form.enrolment:
        services.pass_lesson(
            enrolment=form.enrolment, lesson_code=form.cleaned_data["lesson"].strip(), at=clock.now(),
            evidence={"note": form.cleaned_data["note"], "by": request.user.get_username()}, by=request.user,
        )
        messages.success(request, _("The attendance of %(name)s is recorded.") % {"name": form.person.display_name})
        return redirect("study:attendance")
    status = 400 if form.errors else 200
    return render(request, "study/attendance.html", {"form": form}, status=status)
