"""Nobody reviews his own work, nobody takes two steps of one review, and nothing is sent back without a reason."""

import json

import pytest
from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from wagtail.models import Task, WorkflowTask

from courses import authorship, review
from courses.models import CourseReviewTask, CourseVersion, LessonPage
from courses.services import ensure_publication_workflow
from tests.courses.conftest import publish
from tests.courses.test_admin_pages import course_data
from tests.courses.test_review import enter, first, reviewed
from tests.courses.test_workflow import NAMES, people

__all__ = ["people", "reviewed"]
EDITORS, HR, LEADERS = NAMES


def offered(page, person) -> set[str]:
    page.refresh_from_db()
    return {action[0] for action in page.current_workflow_task.get_actions(page, person)}


def approve(page, person):
    page.refresh_from_db()
    page.current_workflow_task.on_action(page.current_workflow_task_state, person, "approve")


def test_the_author_is_not_offered_his_own_first_step(reviewed, people):
    assert offered(reviewed, people["author"]) == set()
    assert offered(reviewed, people[EDITORS]) == {"approve", "reject"}


def test_nor_can_he_take_it_round_the_offer(reviewed, people):
    with pytest.raises(PermissionDenied):
        approve(reviewed, people["author"])
    reviewed.refresh_from_db()
    assert reviewed.current_workflow_task_state.status == "in_progress"


@pytest.mark.parametrize("own", ["course", "lesson"])
def test_who_wrote_a_part_is_an_author_though_another_submits(people, catalogue, make_course, own):
    ensure_publication_workflow(group_names=NAMES, root_page=catalogue)
    page = make_course()
    page.save_revision(user=people["author"])
    written = page if own == "course" else first(page)
    type(written).objects.get(pk=written.pk).save_revision(user=people[EDITORS])
    page.refresh_from_db()
    page.get_workflow().start(page, people["author"])
    assert offered(page, people[EDITORS]) == set()


def test_what_was_published_before_makes_nobody_an_author(people, catalogue, make_course):
    ensure_publication_workflow(group_names=NAMES, root_page=catalogue)
    page = publish(make_course(), user=people[EDITORS])
    page.save_revision(user=people["author"])
    page.get_workflow().start(page, people["author"])
    assert "approve" in offered(page, people[EDITORS])


def test_a_reviewers_correction_leaves_him_a_reviewer(reviewed, people):
    lesson = first(reviewed)
    lesson.save_revision(user=people[EDITORS])
    reviewed.refresh_from_db()
    assert authorship.authors_of(reviewed, reviewed.current_workflow_state) == {people["author"].pk}
    assert "approve" in offered(reviewed, people[EDITORS])


def test_three_steps_are_three_people(reviewed, people):
    people[EDITORS].groups.add(*Group.objects.filter(name__in=(HR, LEADERS)))
    approve(reviewed, people[EDITORS])
    assert offered(reviewed, people[EDITORS]) == set()
    assert "approve" in offered(reviewed, people[HR])


def test_who_submits_takes_no_step_at_all(people, catalogue, make_course):
    ensure_publication_workflow(group_names=NAMES, root_page=catalogue)
    page = make_course()
    page.save_revision(user=people["author"])
    page.get_workflow().start(page, people[HR])
    approve(page, people[EDITORS])
    assert offered(page, people[HR]) == set()


def test_a_superuser_may(reviewed, superuser):
    assert "approve" in offered(reviewed, superuser)


@pytest.mark.parametrize("reason", ["", "   "])
def test_nothing_is_sent_back_without_a_reason(reviewed, people, client, reason):
    enter(client, people[EDITORS])
    reviewed.refresh_from_db()
    url = reverse("wagtailadmin_pages:workflow_action",
                  args=[reviewed.pk, "reject", reviewed.current_workflow_task_state.pk])
    client.post(url, {"comment": reason})
    edit = reverse("wagtailadmin_pages:edit", args=[reviewed.pk])
    client.post(edit, course_data(code="T-01") | {  # the editor's own way, without its form
        "action-workflow-action": "1", "workflow-action-name": "reject",
        "workflow-action-extra-data": json.dumps({"comment": reason}),
    })
    reviewed.refresh_from_db()
    assert reviewed.current_workflow_task_state.status == "in_progress"


def test_the_form_asks_for_the_reason(reviewed, people, client):
    enter(client, people[EDITORS])
    reviewed.refresh_from_db()
    url = reverse("wagtailadmin_pages:workflow_action",
                  args=[reviewed.pk, "reject", reviewed.current_workflow_task_state.pk])
    assert "required" in client.get(url).json()["html"]
    refused = client.post(url, {"comment": ""}, headers={"x-requested-with": "XMLHttpRequest"})
    assert "error" in refused.json()["html"]


def test_reasons_are_kept_and_shown_to_the_author_after_he_submits_again(reviewed, people, client):
    reviewed.refresh_from_db()
    reviewed.current_workflow_task.on_action(
        reviewed.current_workflow_task_state, people[EDITORS], "reject", comment="请补充依据文件")
    reviewed.refresh_from_db()
    reviewed.current_workflow_state.resume(people["author"])
    approve(reviewed, people[EDITORS])
    said = [(one.refused, one.reason) for one in review.history_of(reviewed)]
    assert said == [(False, ""), (True, "请补充依据文件")]
    enter(client, people["author"])
    shown = client.get(reverse("wagtailadmin_pages:edit", args=[reviewed.pk])).content.decode()
    assert "请补充依据文件" in shown
    assert people[EDITORS].get_full_name() in shown


def test_the_author_is_told_why_no_button_is_there(reviewed, people, client):
    enter(client, people["author"])
    shown = client.get(reverse("wagtailadmin_pages:edit", args=[reviewed.pk])).content.decode()
    assert "您提交的" in shown


def test_what_the_author_submitted_does_not_wait_for_him(reviewed, people):
    waiting = {name: list(task.specific.get_task_states_user_can_moderate(people[name]))
               for name in (EDITORS, "author") for task in Task.objects.filter(name="编辑审核")}
    assert [len(states) for states in waiting.values()] == [1, 0]


def test_steps_of_the_old_kind_leave_the_workflow(people, catalogue):
    from wagtail.models import GroupApprovalTask

    made = ensure_publication_workflow(group_names=NAMES, root_page=catalogue)
    old = GroupApprovalTask.objects.create(name="编辑审核")
    WorkflowTask.objects.create(workflow=made, task=old, sort_order=0)
    ensure_publication_workflow(group_names=NAMES, root_page=catalogue)
    assert [type(task.specific) for task in made.tasks[:2]] == [CourseReviewTask] * 2
    assert made.workflow_tasks.count() == 3


def test_three_approvals_by_three_people_publish(reviewed, people):
    lesson = first(reviewed)
    lesson.title = "改了的课"
    lesson.save_revision(user=people[EDITORS])
    approve(reviewed, people[EDITORS])
    approve(reviewed, people[HR])
    assert offered(reviewed, people[LEADERS]) == {"reject"}  # nobody has said what has changed
    reviewed.change_note = "第一课改名"
    reviewed.save_revision(user=people[HR])
    approve(reviewed, people[LEADERS])
    assert CourseVersion.objects.latest("number").change_note == "第一课改名"
    assert CourseVersion.objects.latest("number").lessons.filter(title="改了的课").exists()
    assert LessonPage.objects.filter(title="改了的课").exists()
