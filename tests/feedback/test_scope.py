"""Who reads what: the author, the office that answers, the editor; a complaint neither the head nor the editor."""

import datetime as dt

import pytest
from django.utils.functional import SimpleLazyObject

from lms.audit.models import Entry
from lms.feedback.models import Case
from lms.people.models import HeadOf, User
from lms.people.services import transfer_person
from tests import factories


def readers(cast, case) -> set[str]:
    """Of the whole cast, each as a request's lazy user."""
    return {
        name for name, person in cast.everyone().items()
        if Case.objects.visible_to(SimpleLazyObject(lambda pk=person.pk: User.objects.get(pk=pk))).filter(
            pk=case.pk).exists()
    }


def answerers(cast, case) -> set[str]:
    return {name for name, person in cast.everyone().items()
            if Case.objects.answerable_by(person).filter(pk=case.pk).exists()}


def test_feedback_on_a_course(cast, say, about):
    case = say(about=about)
    assert readers(cast, case) == {"learner", "hr", "editor"}
    assert answerers(cast, case) == {"hr"}


def test_feedback_on_the_system_or_another_editors_course(cast, say, edited):
    assert readers(cast, say()) == {"learner", "hr"}


def test_a_complaint_is_the_supervision_offices_alone(cast, say, about):
    case = say("complaint", about=about)
    assert readers(cast, case) == {"learner", "supervision"}
    assert answerers(cast, case) == {"supervision"}


def test_never_for_the_persons_own_head(cast, say):
    """An officer who heads the unit, or a unit above it, does not read what his people complain of."""
    case = say("complaint")
    factories.role(cast.head, "supervision")
    assert readers(cast, case) == {"learner", "supervision"}
    top = factories.person("局长", cast.bureau, staff_no="00001")
    factories.head(top, cast.bureau)
    factories.role(top, "supervision")
    assert not Case.objects.visible_to(top).exists()
    assert Case.objects.visible_to(factories.role(factories.person("监察员"), "supervision").person).exists()


def test_who_becomes_the_head_no_longer_reads_it(cast, say):
    case = say("complaint")
    transfer_person(person=cast.learner, department=cast.other_section, post="科员", rank="",
                    category="civil_servant", on=dt.date(2026, 1, 1), by=cast.hr)
    factories.head(cast.supervision, cast.other_section)
    assert readers(cast, case) == {"learner"}


def test_who_was_the_head_when_it_was_written_never_reads_it(cast, say):
    """The person moves on, and so does the head: what was complained of him stays closed to him."""
    case = say("complaint")
    transfer_person(person=cast.learner, department=cast.other_section, post="科员", rank="",
                    category="civil_servant", on=dt.date(2026, 1, 1), by=cast.hr)
    HeadOf.objects.filter(person=cast.head).update(to_on=dt.date(2026, 1, 31))
    factories.role(cast.head, "supervision")
    assert readers(cast, case) == {"learner", "supervision"}


def test_never_for_the_editor_complained_about(cast, say, about):
    case = say("complaint", about=about)
    factories.role(cast.editor, "supervision")
    assert readers(cast, case) == {"learner", "supervision"}


def test_a_correction_is_hrs(cast, say):
    from lms.feedback.services.sending import About
    from lms.transcript.services import award_credit

    entry = award_credit(person=cast.learner, hours=2, counter="online", source_key="k", title="课",
                         earned_at=dt.datetime(2026, 3, 2, tzinfo=dt.UTC))
    case = say("correction", about=About(record_kind="credit", record_ref=f"{entry.pk}"))
    assert readers(cast, case) == {"learner", "hr"}
    assert answerers(cast, case) == {"hr"}


@pytest.mark.parametrize(("name", "status"), [("learner", 200), ("supervision", 200), ("head", 404), ("hr", 404),
                                               ("editor", 404), ("stranger", 404), ("auditor", 404)])
def test_a_complaint_on_its_page(cast, say, about, sign_in, name, status):
    case = say("complaint", about=about)
    assert sign_in(getattr(cast, name)).get(f"/feedback/{case.number}/").status_code == status
    refused = Entry.objects.filter(action="people.refused", target=case.number, result="refused")
    assert refused.exists() is (status == 404)


def test_the_editor_reads_feedback_and_answers_nothing(cast, say, about, sign_in):
    case = say(about=about)
    client = sign_in(cast.editor)
    assert case.number in client.get("/feedback/office/").content.decode()
    page = client.get(f"/feedback/{case.number}/").content.decode()
    assert "提交答复" not in page
    assert client.post(f"/feedback/{case.number}/answer/", {"verdict": "done", "text": "好"}).status_code == 404
    assert client.post("/feedback/office/export/").status_code == 404
