"""For each kind of task: the form that sends it, and the verb it calls."""

import datetime as dt
from collections.abc import Callable
from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext as _

from lms.common import clock
from lms.study.models import Enrolment
from lms.study.tasks import services
from lms.study.tasks.forms import HandInForm, PracticeForm, SelfCheckForm
from lms.study.tasks.selectors import TaskState


def form_for(state: TaskState, request: HttpRequest) -> Any:
    """Filled with what is being sent, else with what was sent last."""
    data, sent = request.POST or None, request.FILES or None
    if state.task.kind == "checklist":
        return PracticeForm(data, initial={"done_on": clock.today()})
    if state.task.kind == "hand_in":
        last = state.latest.text if state.latest else ""
        return HandInForm(data, sent, task=state.task, initial={"text": last})
    last = {f"q-{row['key']}": row["answer"] for row in state.latest.answers} if state.latest else {}
    return SelfCheckForm(data, task=state.task, initial=last)


def _form(enrolment: Enrolment, lesson_code: str, key: str, form: Any, at: dt.datetime) -> str:
    services.send_form(enrolment=enrolment, lesson_code=lesson_code, key=key, answers=form.answers(), at=at)
    return _("Sent. You can change your answers and send them again; what you sent before is kept.")


def _checklist(enrolment: Enrolment, lesson_code: str, key: str, form: forms.Form, at: dt.datetime) -> str:
    services.say_done(enrolment=enrolment, lesson_code=lesson_code, key=key, at=at, **form.cleaned_data)
    return _("Noted. Your section head or HR confirms it.")


def _hand_in(enrolment: Enrolment, lesson_code: str, key: str, form: forms.Form, at: dt.datetime) -> str:
    data = form.cleaned_data
    said: dict[str, Any] = {"text": data.get("text") or "", "file": data.get("file")}
    services.hand_in(enrolment=enrolment, lesson_code=lesson_code, key=key, at=at, **said)
    return _("Handed in. You will be told when it has been marked.")


ACTS: dict[str, Callable[..., str]] = {"form": _form, "checklist": _checklist, "hand_in": _hand_in}
