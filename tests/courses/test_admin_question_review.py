"""Questions read and approved by somebody else, in the content administration."""

import pytest
from django.urls import reverse

from courses.models import Question
from lms.people.models import User
from tests.courses.test_admin_questions import bank, editor, question_data, url

__all__ = ["bank", "editor"]


def reviewer(client):
    user = User.objects.create_user("90202", "审稿", "Study-2026")
    user.user_permissions.set(User.objects.get(staff_no="90201").user_permissions.all())
    client.force_login(user, backend="lms.people.backends.PasswordBackend")
    return user


def test_a_question_goes_from_its_author_to_a_reader_and_into_the_draw(editor, bank):
    editor.post(url("questions", "add"), question_data(bank))
    made = Question.objects.get(code="N1")
    editor.post(reverse("question_review"), {"act": "submit", "pk": [made.pk]})
    editor.post(reverse("question_review"), {"act": "approve", "pk": [made.pk]})
    assert Question.objects.get(code="N1").state == "review"
    user = reviewer(editor)
    assert "新题？" in editor.get(reverse("question_review")).content.decode()
    editor.post(reverse("question_review"), {"act": "approve", "pk": [made.pk]})
    made.refresh_from_db()
    assert (made.state, made.state_by) == ("approved", user)
    assert made in Question.objects.current()


def test_sending_back_asks_for_a_reason(editor, bank):
    editor.post(url("questions", "add"), question_data(bank))
    made = Question.objects.get(code="N1")
    editor.post(reverse("question_review"), {"act": "submit", "pk": [made.pk]})
    reviewer(editor)
    editor.post(reverse("question_review"), {"act": "send_back", "pk": [made.pk], "reason": " "})
    assert Question.objects.get(code="N1").state == "review"
    editor.post(reverse("question_review"), {"act": "send_back", "pk": [made.pk], "reason": "题干有歧义"})
    assert Question.objects.get(code="N1").state == "draft"
    assert "题干有歧义" in editor.get(reverse("question_review")).content.decode()


@pytest.mark.parametrize("data", [{}, {"act": "approve"}, {"act": "burn", "pk": [1]}, {"act": "approve", "pk": ["x"]}])
def test_a_broken_request_changes_nothing(editor, bank, data):
    assert editor.post(reverse("question_review"), data).status_code == 302
    assert not Question.objects.exclude(state="approved").exists()


def test_the_review_is_for_those_who_keep_the_bank(client, learner):
    client.force_login(learner, backend="lms.people.backends.PasswordBackend")
    assert client.get(reverse("question_review")).status_code in (302, 403, 404)


def test_the_review_takes_as_many_queries_for_many(editor, bank, django_assert_max_num_queries):
    for n in range(30):
        Question.objects.create(bank=bank, code=f"D{n}", kind="short", stem=f"题{n}", rubric="x", state="draft")
    editor.get(reverse("question_review"))
    with django_assert_max_num_queries(14):
        editor.get(reverse("question_review"))
