"""The demo's year so far: written by the same services that a real year is written by, with the time as argument."""

import datetime as dt
from decimal import Decimal
from random import Random

from django.db import transaction
from django.utils import timezone

from courses.models import VersionLesson
from lms.assessment.models import Attempt, Response
from lms.assessment.services import hand_in, record_mark, start_attempt
from lms.common import clock
from lms.curricula.models import Assignment
from lms.demo.loaders.stories import Story, told_for
from lms.people.models import User
from lms.study.models import Enrolment, LessonProgress
from lms.study.services import pass_lesson, start


def write(today: dt.date, *, seed: int = 1) -> int:
    """Let everyone study as the stories say; how many tasks were touched."""
    random = Random(seed)  # noqa: S311 - a story, not a secret
    touched = 0
    marker = User.objects.get(staff_no="00022")
    enrolments = {(e.person_id, e.course_id): e for e in Enrolment.objects.select_related("person", "course")}
    rows = Assignment.objects.select_related("person", "course", "curriculum")
    for row in rows.order_by("person__staff_no", "course__code"):
        story = told_for(row, today, random)
        if story.finished_share or story.attempts:
            _live(enrolments[row.person_id, row.course_id], story, marker, random)
            touched += 1
    return touched


def _at(day: dt.date, random: Random) -> dt.datetime:
    """A moment of office hours on a day, in the bureau's zone; never later than now."""
    local = timezone.make_aware(dt.datetime.combine(day, dt.time(8, 30)))
    return min(local + dt.timedelta(minutes=random.randrange(540)), clock.now() - dt.timedelta(minutes=5))


@transaction.atomic
def _live(enrolment: Enrolment, story: Story, marker: User, random: Random) -> None:
    version = enrolment.course.versions.get(number=1)
    lessons = list(version.lessons.all())
    finished = lessons[: round(len(lessons) * story.finished_share)]
    moment = _study(enrolment, finished, _at(story.began_on, random), random)
    for right_share in story.attempts:
        moment = min(moment + dt.timedelta(days=1), clock.now() - dt.timedelta(minutes=30))
        if (version.assessment or {}).get("kind") != "exam":
            score = Decimal(round(right_share * 100))
            record_mark(enrolment=enrolment, score=score, by=marker, note="现场考核", at=moment)
        elif _sit(enrolment, right_share, moment, random).passed:
            break


def _study(enrolment: Enrolment, lessons: list[VersionLesson], moment: dt.datetime, random: Random) -> dt.datetime:
    """Pass the lessons one after the other; the last by the service, which settles the course. When he finished."""
    start(enrolment=enrolment, at=moment)
    rows = []
    for lesson in lessons:
        moment += dt.timedelta(minutes=lesson.minutes + random.randrange(5))
        rows.append(LessonProgress(
            enrolment=enrolment, lesson_code=lesson.code, passed_at=moment, saved_at=moment,
            covered=lesson.span_seconds,
            intervals=[[0, lesson.span_seconds]] if lesson.span_seconds else [], evidence={"rule": lesson.rule},
        ))
    LessonProgress.objects.bulk_create(rows[:-1])
    if lessons:
        pass_lesson(enrolment=enrolment, lesson_code=lessons[-1].code, at=moment, evidence={"rule": lessons[-1].rule})
    return moment


def _sit(enrolment: Enrolment, right_share: float, at: dt.datetime, random: Random) -> Attempt:
    """One attempt, answered rightly with a probability, handed in after some minutes."""
    attempt = start_attempt(enrolment=enrolment, at=at)
    Response.objects.bulk_create(_answer(attempt, item, right_share, at, random) for item in attempt.paper["items"])
    return hand_in(attempt=attempt, at=at + dt.timedelta(minutes=random.randrange(8, 26)))


def _answer(attempt: Attempt, item: dict, right_share: float, at: dt.datetime, random: Random) -> Response:
    keys = [option["key"] for option in item["options"]]
    wrong = [key for key in keys if key not in item["answer"]] or keys
    answer = item["answer"] if random.random() < right_share else [random.choice(wrong)]
    return Response(attempt=attempt, item=item["item"], answer=answer, revision=1, saved_at=at)
