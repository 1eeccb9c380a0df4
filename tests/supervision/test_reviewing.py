"""Authors and reviewers of a course hear of its review."""

from wagtail.models import TaskState

from courses.models import LessonPage
from courses.services import ensure_publication_workflow
from lms.common import clock
from lms.notices.models import Notice
from tests.courses.conftest import catalogue, make_course, publish
from tests.courses.test_own_work import approve
from tests.courses.test_review import reviewed
from tests.courses.test_workflow import NAMES, people

__all__ = ["catalogue", "make_course", "people", "reviewed"]
EDITORS, HR, LEADERS = NAMES


def told(person, word: str) -> list[Notice]:
    return list(Notice.objects.filter(person=person, key__startswith=f"courses.{word}:").order_by("pk"))


def send_back(page, person, reason="第二课缺字幕"):
    page.refresh_from_db()
    page.current_workflow_task.on_action(page.current_workflow_task_state, person, "reject", comment=reason)


def test_who_may_take_the_step_is_told_once(reviewed, people):
    [notice] = told(people[EDITORS], "review")
    assert reviewed.title in notice.body
    for other in ("author", HR, LEADERS):
        assert not told(people[other], "review"), other
    approve(reviewed, people[EDITORS])
    assert len(told(people[HR], "review")) == 1
    assert not told(people[LEADERS], "review")


def test_one_notice_leads_to_everything_that_waits(reviewed, people, make_course):
    other = make_course("T-02")
    other.save_revision(user=people["author"])
    other.get_workflow().start(other, people["author"])
    assert len(told(people[EDITORS], "review")) == 1
    Notice.objects.update(read_at=clock.now())
    third = make_course("T-03")
    third.save_revision(user=people["author"])
    third.get_workflow().start(third, people["author"])
    assert len(told(people[EDITORS], "review")) == 2


def test_the_author_reads_why_it_was_sent_back(reviewed, people):
    send_back(reviewed, people[EDITORS])
    [notice] = told(people["author"], "sent_back")
    assert "第二课缺字幕" in notice.body
    assert reviewed.title in notice.subject
    assert notice.url.endswith(f"/{reviewed.pk}/edit/")
    assert not told(people[EDITORS], "sent_back")


def test_whoever_wrote_a_lesson_is_an_author_too(people, catalogue, make_course):
    ensure_publication_workflow(group_names=NAMES, root_page=catalogue)
    page = make_course()
    page.save_revision(user=people["author"])
    LessonPage.objects.child_of(page).first().save_revision(user=people[LEADERS])
    page.refresh_from_db()
    page.get_workflow().start(page, people["author"])
    send_back(page, people[EDITORS])
    assert told(people[LEADERS], "sent_back")


def test_each_approval_is_told_and_the_last_as_publication(reviewed, people):
    for name in NAMES:
        approve(reviewed, people[name])
    assert [notice.key.split(":")[0] for notice in Notice.objects.filter(person=people["author"]).order_by("pk")] == [
        "courses.approved", "courses.approved", "courses.published"]
    assert told(people["author"], "published")[0].url


def test_publishing_without_a_review_tells_its_author(make_course, people):
    page = make_course()
    publish(page, user=people["author"])
    assert len(told(people["author"], "published")) == 1


def test_a_lesson_tells_nobody(make_course, people):
    page = publish(make_course())
    Notice.objects.all().delete()
    LessonPage.objects.child_of(page).first().save_revision(user=people["author"]).publish()
    assert not Notice.objects.exists()
    assert not TaskState.objects.exists()
