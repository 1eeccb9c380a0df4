"""Three steps, three groups; only the last one publishes, and publishing freezes."""

import pytest
from django.contrib.auth.models import Group, Permission
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from wagtail.models import GroupPagePermission, Workflow, WorkflowPage, WorkflowTask

from courses.models import CourseVersion
from courses.services import ensure_publication_workflow
from lms.people.models import User

NAMES = ("Course editors", "HR officers", "Leaders")


def grant(group, page, *verbs):
    for verb in verbs:
        permission = Permission.objects.get(content_type__app_label="wagtailcore", codename=f"{verb}_page")
        GroupPagePermission.objects.get_or_create(group=group, page=page, permission=permission)


@pytest.fixture
def people(catalogue):
    """An author, then one member of each group, with the permissions each role brings."""
    made = {}
    for number, name in enumerate(NAMES):
        group, _ = Group.objects.get_or_create(name=name)
        made[name] = User.objects.create_user(f"9010{number}", name, "Study-2026")
        made[name].groups.add(group)
        grant(group, catalogue, "change", *(["add"] if name == NAMES[0] else ["publish"]))
    made["author"] = User.objects.create_user("90105", "作者", "Study-2026")
    made["author"].groups.add(Group.objects.get(name=NAMES[0]))
    return made


def test_it_is_safe_to_call_twice(people, catalogue):
    first = ensure_publication_workflow(group_names=NAMES, root_page=catalogue)
    assert ensure_publication_workflow(group_names=NAMES, root_page=catalogue) == first
    counts = (Workflow.objects.filter(name=first.name).count(), first.workflow_tasks.count(),
              WorkflowPage.objects.filter(workflow=first).count())
    assert counts == (1, 3, 1)
    steps = WorkflowTask.objects.filter(workflow=first).order_by("sort_order")
    assert [row.task.specific.groups.get().name for row in steps] == list(NAMES)


def test_an_unknown_group_writes_nothing(catalogue):
    with pytest.raises(Group.DoesNotExist):
        ensure_publication_workflow(group_names=("没有这个组", *NAMES[1:]), root_page=catalogue)


def test_the_whole_way(people, catalogue, make_course):
    ensure_publication_workflow(group_names=NAMES, root_page=catalogue)
    page = make_course()
    page.save_revision(user=people["author"])
    page.get_workflow().start(page, people["author"])
    for name in NAMES:
        page.refresh_from_db()
        assert not page.live
        assert not CourseVersion.objects.exists()
        task_state = page.current_workflow_task_state
        assert "approve" in {action[0] for action in task_state.task.specific.get_actions(page, people[name])}
        task_state.approve(user=people[name])
    page.refresh_from_db()
    assert page.live
    assert CourseVersion.objects.get().lessons.count() == 2


def test_nobody_approves_anothers_step(people, catalogue, make_course):
    ensure_publication_workflow(group_names=NAMES, root_page=catalogue)
    page = make_course()
    page.save_revision(user=people["author"])
    page.get_workflow().start(page, people["author"])
    task = page.current_workflow_task_state.task.specific
    assert not task.get_actions(page, people["Leaders"])


def test_a_leader_without_the_publish_permission_cannot_finish_it(people, catalogue, make_course):
    ensure_publication_workflow(group_names=NAMES, root_page=catalogue)
    GroupPagePermission.objects.filter(group__name="Leaders").delete()
    page = make_course()
    page.save_revision(user=people["author"])
    page.get_workflow().start(page, people["author"])
    for name in NAMES[:2]:
        page.refresh_from_db()
        page.current_workflow_task_state.approve(user=people[name])
    page.refresh_from_db()
    with pytest.raises(PermissionDenied):
        page.current_workflow_task_state.approve(user=people["Leaders"])


def test_the_last_step_is_not_offered_for_a_course_that_is_not_ready(people, catalogue, make_course):
    ensure_publication_workflow(group_names=NAMES, root_page=catalogue)
    page = make_course(lessons=0)
    page.save_revision(user=people["author"])
    page.get_workflow().start(page, people["author"])
    offered = []
    for name in NAMES:
        page.refresh_from_db()
        task_state = page.current_workflow_task_state
        offered.append({action[0] for action in task_state.task.specific.get_actions(page, people[name])})
        if name != NAMES[2]:
            task_state.approve(user=people[name])
    assert ["approve" in actions for actions in offered] == [True, True, False]
    assert "reject" in offered[2]


def test_the_button_of_each_reviewer(client, people, catalogue, make_course):
    """The same way through the content administration's own addresses."""
    ensure_publication_workflow(group_names=NAMES, root_page=catalogue)
    for name in NAMES:
        Group.objects.get(name=name).permissions.add(Permission.objects.get(codename="access_admin"))
    page = make_course()
    page.save_revision(user=people["author"])
    page.get_workflow().start(page, people["author"])
    for name in NAMES:
        client.force_login(people[name], backend="lms.people.backends.PasswordBackend")
        page.refresh_from_db()
        url = reverse("wagtailadmin_pages:workflow_action",
                      args=[page.pk, "approve", page.current_workflow_task_state.pk])
        assert client.post(url).status_code in (200, 302)
    page.refresh_from_db()
    assert page.live
    assert CourseVersion.objects.count() == 1
