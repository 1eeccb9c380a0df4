"""What the database itself refuses."""

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from lms.discussion.models import Post, Report
from lms.discussion.services import edit, report
from tests.discussion.conftest import T0

SAID = [("author_id", "999"), ("course_id", "999"), ("lesson_code", "'x'"), ("office", "'hr'"),
        ("created_at", "'2020-01-01'"), ("unit_name", "'x'")]


def run(sql: str) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)


@pytest.mark.parametrize(("column", "value"), SAID)
def test_who_said_it_stays(post, column, value):
    post()
    with pytest.raises(DatabaseError, match="stays"):
        run(f"UPDATE discussion_post SET {column} = {value}")  # noqa: S608 - constants of this file


@pytest.mark.parametrize("sql", [
    "DELETE FROM discussion_post", "DELETE FROM discussion_report", "DELETE FROM discussion_postrevision",
    "UPDATE discussion_postrevision SET text = 'x'",
])
def test_nothing_said_or_reported_is_deleted(cast, post, sql):
    said = post()
    edit(post=said, text="改过的", at=T0)
    report(post=said, by=cast.head, reason="不实", at=T0)
    with pytest.raises(DatabaseError, match="stays"):
        run(sql)


@pytest.mark.parametrize("fields", [
    {"text": ""}, {"hidden_at": T0}, {"hidden_reason": "x"}, {"hidden_at": T0, "hidden_reason": "x"},
])
def test_half_a_post_is_none(post, fields):
    said = post()
    with pytest.raises(IntegrityError), transaction.atomic():
        Post.objects.filter(pk=said.pk).update(**fields)


@pytest.mark.parametrize("fields", [{"closed_at": T0}, {"answer": "x"}, {"outcome": "kept"}, {"reason": ""}])
def test_half_a_report_is_none(cast, post, fields):
    made = report(post=post(), by=cast.head, reason="不实", at=T0)
    with pytest.raises(IntegrityError), transaction.atomic():
        Report.objects.filter(pk=made.pk).update(**fields)


def test_an_answer_does_not_stand_on_top(cast, post):
    answer = post(person=cast.head, thread=post())
    with pytest.raises(IntegrityError), transaction.atomic():
        Post.objects.filter(pk=answer.pk).update(pinned_at=T0)
