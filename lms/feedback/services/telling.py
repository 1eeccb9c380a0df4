"""Notices about a case: the receipt and the answer to the person, a word to the office that answers."""

import datetime as dt

from django.conf import settings
from django.urls import reverse
from django.utils import formats, translation
from django.utils.translation import gettext as _

from lms.common import clock
from lms.feedback import rules
from lms.feedback.models import Case
from lms.notices.models import Notice
from lms.notices.services import notify, notify_many
from lms.people.models import RoleGrant, User


def url_of(case: Case) -> str:
    return reverse("feedback:case", args=[case.number])


def tell_sent(case: Case, at: dt.datetime) -> None:
    """The receipt to the person, a word to the office."""
    tell_receipt(case, at)
    tell_office(case, at)


def tell_receipt(case: Case, at: dt.datetime) -> None:
    with translation.override(settings.LANGUAGE_CODE):
        subject = _("Received: %(kind)s %(number)s") % {"kind": case.get_kind_display(), "number": case.number}
        body = _("You will be answered by %(day)s.") % {"day": formats.date_format(case.promised_on, "DATE_FORMAT")}
    notify(person=case.person, key=f"feedback.receipt:{case.number}", subject=subject, body=body, url=url_of(case),
           at=at)


def tell_office(case: Case, at: dt.datetime, *, added: bool = False) -> None:
    """One notice each to those who may answer; it names nobody, for an inbox is read over shoulders."""
    values = {"kind": case.get_kind_display(), "number": case.number}
    with translation.override(settings.LANGUAGE_CODE):
        values["kind"] = case.get_kind_display()
        subject = (_("Added to: %(kind)s %(number)s") if added else _("To be answered: %(kind)s %(number)s")) % values
        body = _("Please answer by %(day)s.") % {"day": formats.date_format(case.promised_on, "DATE_FORMAT")}
    word = "added" if added else "office"
    notify_many(notices=[
        Notice(person=person, key=f"feedback.{word}:{case.number}:{person.pk}", subject=subject, body=body,
               url=url_of(case), created_at=at)
        for person in answerers_of(case, clock.day_of(at))
    ])


def tell_answer(case: Case, at: dt.datetime) -> None:
    with translation.override(settings.LANGUAGE_CODE):
        subject = _("Answered: %(kind)s %(number)s") % {"kind": case.get_kind_display(), "number": case.number}
        body = f"{case.get_verdict_display()}\n{case.answer}"
    notify(person=case.person, key=f"feedback.answer:{case.number}", subject=subject, body=body, url=url_of(case),
           at=at)


def answerers_of(case: Case, on: dt.date) -> list[User]:
    """The officers who may answer it: by the same question their pages ask."""
    role = rules.ANSWERS[case.kind]
    officers = User.objects.filter(is_active=True, pk__in=RoleGrant.objects.on(on).filter(role=role).values("person"))
    mine = Case.objects.filter(pk=case.pk)
    return [person for person in officers.order_by("pk") if mine.answerable_by(person, on).exists()]
