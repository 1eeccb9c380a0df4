"""Letter templates: HR words them, sees a preview, and cannot write what would not be filled in."""

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from lms.common import clock
from lms.notices.letters import fill, kind_of, kinds
from lms.notices.models import Letter
from lms.notices.selectors import letter_of
from lms.notices.services import ensure_letters
from lms.people.services import sync_memberships, sync_role_groups

DIGEST = "notices.digest"


@pytest.fixture
def letter(db) -> Letter:
    ensure_letters()
    return Letter.objects.get(kind=DIGEST)


def test_every_kind_has_a_row_in_chinese_once(db):
    assert ensure_letters() == len(kinds()) >= 6
    assert ensure_letters() == 0
    assert "新通知" in Letter.objects.get(kind=DIGEST).subject


def test_what_hr_wrote_stays(letter):
    Letter.objects.filter(pk=letter.pk).update(subject="新")
    ensure_letters()
    assert letter_of(DIGEST).subject == "新"


def test_without_a_row_the_program_words_it(db):
    assert letter_of(DIGEST).body == str(kind_of(DIGEST).body)
    with pytest.raises(LookupError):
        letter_of("nothing.known")


@pytest.mark.parametrize("kind", kinds(), ids=lambda kind: kind.name)
def test_every_default_keeps_its_own_rules(kind, db):
    made = Letter(kind=kind.name, subject=str(kind.subject), body=str(kind.body))
    made.clean()
    subject, body = made.example()
    assert "{" not in subject + body


@pytest.mark.parametrize(("subject", "body", "field"), [
    ("{count}", "{notices} {address} {salary}", "body"),
    ("{name.password}", "{notices} {address}", "subject"),
    ("s", "{} {notices} {address}", "body"),
    ("s", "{notices}", "body"),
])
def test_wrong_placeholders_are_refused_in_words(letter, subject, body, field):
    letter.subject, letter.body = subject, body
    with pytest.raises(ValidationError) as refused:
        letter.clean()
    assert list(refused.value.message_dict) == [field]


def test_filling_reaches_nothing_but_the_words(letter):
    assert fill("{name} {name.password} {0} {{name}}", {"name": "{count}"}) == "{count} {name.password} {0} {{count}}"
    letter.subject = "一\r\n二 {name}"
    assert letter.filled({"name": "三\n四"})[0] == "一 二 三 四"


@pytest.fixture
def hr(cast, letter, client):
    sync_role_groups()
    sync_memberships(clock.today())
    client.force_login(cast.hr, backend="lms.people.backends.PasswordBackend")
    return client


def url(name: str, letter: Letter) -> str:
    return reverse(f"wagtailsnippets_notices_letter:{name}", args=[letter.pk])


def test_hr_edits_with_a_preview(hr, letter):
    page = hr.get(url("edit", letter)).content.decode()
    assert "{notices}" in page
    assert "通知列表，每行一条" in page
    fields = {"subject": "给{name}", "body": "{notices} {address}"}
    assert hr.post(url("preview_on_edit", letter), fields).json()["is_valid"]
    preview = hr.get(url("preview_on_edit", letter)).content.decode()
    assert "给李明" in preview
    assert hr.post(url("edit", letter), fields).status_code == 302
    letter.refresh_from_db()
    assert letter.subject == "给{name}"


def test_a_wrong_word_is_shown_at_its_field(hr, letter):
    answer = hr.post(url("edit", letter), {"subject": "s", "body": "{notices} {address} {wage}"})
    assert answer.status_code == 200
    assert "{wage}" in answer.content.decode()
    letter.refresh_from_db()
    assert "{wage}" not in letter.body


def test_nobody_adds_or_deletes_a_kind(hr, letter):
    assert hr.get(reverse("wagtailsnippets_notices_letter:add")).status_code == 302
    assert hr.post(url("delete", letter)).status_code == 302
    assert Letter.objects.filter(pk=letter.pk).exists()


@pytest.mark.parametrize("who", ["editor", "system_admin", "supervision", "head", "learner"])
def test_only_hr_words_letters(cast, letter, client, who):
    sync_role_groups()
    client.force_login(getattr(cast, who), backend="lms.people.backends.PasswordBackend")
    client.post(url("edit", letter), {"subject": "x", "body": "{notices} {address}"})
    letter.refresh_from_db()
    assert letter.subject != "x"
