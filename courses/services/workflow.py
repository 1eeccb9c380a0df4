"""Three people see a course before learners do: an editor, HR, the leader in charge."""

from django.contrib.auth.models import Group
from django.db import transaction
from wagtail.models import GroupApprovalTask, Page, Workflow, WorkflowPage, WorkflowTask

from courses.models import CourseReviewTask, FinalApprovalTask

NAME = "课程发布"
STEPS = (("编辑审核", CourseReviewTask), ("人事教育科审核", CourseReviewTask), ("分管领导审定", FinalApprovalTask))


@transaction.atomic
def ensure_publication_workflow(*, group_names: tuple[str, str, str], root_page: Page) -> Workflow:
    """The workflow of three steps, one per group, on `root_page` and all below it. Safe to call again.

    The groups must hold the publish permission there, or their members cannot approve.
    Steps of another kind, from before, leave the workflow. Raises Group.DoesNotExist for an unknown group.
    """
    workflow, _ = Workflow.objects.get_or_create(name=NAME, defaults={"active": True})
    kept = []
    for order, ((name, kind), group_name) in enumerate(zip(STEPS, group_names, strict=True)):
        task = _step_of(kind, name, group_name)
        WorkflowTask.objects.update_or_create(workflow=workflow, task=task, defaults={"sort_order": order})
        kept.append(task)
    WorkflowTask.objects.filter(workflow=workflow).exclude(task__in=kept).delete()
    WorkflowPage.objects.update_or_create(page=root_page, defaults={"workflow": workflow})
    return workflow


def _step_of(kind: type[GroupApprovalTask], name: str, group_name: str) -> GroupApprovalTask:
    task, _ = kind.objects.get_or_create(name=name, defaults={"active": True})
    task.groups.set([Group.objects.get(name=group_name)])
    return task
