"""Questions that wait: drafts to be handed over, and what somebody else has written, to be read and approved."""

from collections.abc import Callable

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods
from wagtail.log_actions import log

from courses.authoring.question_views import answer_words
from courses.models import Question
from courses.services import ReviewRefused, approve_question, send_back_question, submit_question

PER_PAGE = 50


class ActForm(forms.Form):
    """What is done to the ticked ones; sending back asks for a reason."""

    act = forms.ChoiceField(choices=[("submit", ""), ("approve", ""), ("send_back", "")])
    pk = forms.ModelMultipleChoiceField(
        Question.objects.unapproved(), error_messages={"required": _("Tick at least one question.")})
    reason = forms.CharField(max_length=500, required=False)

    def clean(self):
        cleaned = super().clean() or {}
        if cleaned.get("act") == "send_back" and not cleaned.get("reason", "").strip():
            self.add_error("reason", gettext("A question is not sent back without a reason."))
        return cleaned


def may_review(user) -> bool:
    return user.has_perm("courses.change_question")


@require_http_methods(["GET", "HEAD", "POST"])
def review(request: HttpRequest) -> HttpResponse:
    if not may_review(request.user):
        raise Http404
    if request.method == "POST":
        return _act(request)
    rows = Question.objects.unapproved().select_related("bank", "written_by", "state_by").order_by("bank", "code")
    waiting = Paginator(rows.filter(state=Question.State.REVIEW), PER_PAGE).get_page(request.GET.get("p"))
    drafts = Paginator(rows.filter(state=Question.State.DRAFT), PER_PAGE).get_page(request.GET.get("p"))
    for one in [*waiting, *drafts]:
        one.words, one.own = answer_words(one), request.user.pk in (one.written_by_id, one.state_by_id)
    title = gettext("Questions to be read and approved")
    return render(request, "courses/admin/question_review.html", {
        "page_title": title, "header_title": title, "header_icon": "check", "waiting": waiting, "drafts": drafts,
    })


def _act(request: HttpRequest) -> HttpResponse:
    form = ActForm(request.POST)
    if not form.is_valid():
        messages.error(request, "；".join(str(error) for errors in form.errors.values() for error in errors))
        return redirect("question_review")
    done = [one for one in form.cleaned_data["pk"] if _moved(request, one, form.cleaned_data)]
    if done:
        text = ngettext("%(number)d question: done.", "%(number)d questions: done.", len(done))
        messages.success(request, text % {"number": len(done)})
    return redirect("question_review")


def _moved(request: HttpRequest, question: Question, asked: dict) -> bool:
    """Each by itself: one that is refused keeps none of the others back."""
    verbs: dict[str, Callable[..., Question]] = {
        "submit": submit_question, "approve": approve_question, "send_back": send_back_question}
    more = {"reason": asked["reason"]} if asked["act"] == "send_back" else {}
    try:
        moved = verbs[asked["act"]](question, by=request.user, at=timezone.now(), **more)
    except ReviewRefused as refused:
        messages.error(request, str(refused))
        return False
    log(instance=moved, action=f"courses.question_{asked['act']}", user=request.user, data=more)
    return True


urlpatterns = [path("questions/review/", review, name="question_review")]


def register_words(actions) -> None:
    """The acts in the administration's own history."""
    for act, words in (("submit", _("Handed over to be read")), ("approve", _("Approved")),
                       ("send_back", _("Sent back")), ("import", _("Imported")), ("export", _("Exported"))):
        actions.register_action(f"courses.question_{act}", words, words)
