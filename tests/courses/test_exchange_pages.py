"""Import and export through the pages: seen before it is written, all or nothing, twice changes nothing."""

import time
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.auth.models import Permission
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from wagtail.models import ModelLogEntry

from courses import exchange
from courses.exchange import FORMATS, excel_out, exporting, gift, moodle_out
from courses.models import Question, QuestionBank
from courses.services import create_question
from courses.services.exchange import ImportRefused, import_questions
from lms.people.models import User
from tests.courses.exchanged import SAMPLES


@pytest.fixture
def bank(db):
    return QuestionBank.objects.create(code="GS", title="工伤")


@pytest.fixture
def keeper(client, db):
    user = User.objects.create_user("90301", "编辑", "Study-2026")
    user.user_permissions.set(Permission.objects.filter(
        codename__in=["add_question", "change_question", "view_question", "access_admin"]))
    client.force_login(user, backend="lms.people.backends.PasswordBackend")
    return client


@pytest.fixture
def full(bank):
    """The bank with each sample in it, approved."""
    for sample in SAMPLES:
        create_question(bank=bank, state="approved", **sample)
    return bank


def uploaded(client, bank, content, name="a.xlsx", fmt="excel"):
    return client.post(reverse("question_import"), {
        "bank": bank.pk, "format": fmt, "file": SimpleUploadedFile(name, content)})


def waiting_files():
    return list((Path(settings.MEDIA_ROOT) / "waiting").glob("*.questions"))


def test_seen_then_written_then_handed_over(keeper, bank):
    response = uploaded(keeper, bank, excel_out.write(SAMPLES))
    assert response.status_code == 302
    page = keeper.get(response.url)
    assert (page.context["plan"].new, Question.objects.count()) == (10, 0)
    assert "Q-07" in page.content.decode()
    keeper.post(response.url)
    assert Question.objects.count() == 10
    assert set(Question.objects.values_list("state", flat=True)) == {"review"}
    assert Question.objects.get(code="Q-01").written_by.staff_no == "90301"
    assert not Question.objects.current().exists()
    assert ModelLogEntry.objects.filter(action="courses.question_import").get().data["new"] == 10
    assert keeper.post(response.url).status_code == 404


def test_the_same_file_again_changes_nothing(keeper, bank):
    content = excel_out.write(SAMPLES)
    keeper.post(uploaded(keeper, bank, content).url)
    before = list(Question.objects.order_by("pk").values())
    response = uploaded(keeper, bank, content)
    plan = keeper.get(response.url).context["plan"]
    assert (plan.new, plan.changed, plan.unchanged, plan.writes) == (0, 0, 10, False)
    keeper.post(response.url)
    assert list(Question.objects.order_by("pk").values()) == before


def test_one_refused_question_refuses_the_file(keeper, bank):
    content = excel_out.write([*SAMPLES, SAMPLES[0] | {"code": "Q-99", "stem": "新", "answer": []}])
    response = uploaded(keeper, bank, content)
    page = keeper.get(response.url)
    assert len(page.context["plan"].refusals) == 1
    assert "12" in page.context["plan"].refusals[0].place
    keeper.post(response.url)
    assert not Question.objects.exists()


def test_a_file_that_is_none_is_refused_and_kept_nowhere(keeper, bank):
    before = len(waiting_files())
    response = uploaded(keeper, bank, b"PK\x03\x04 broken")
    assert response.context["form"].errors["file"]
    assert uploaded(keeper, bank, excel_out.template(), name="a.txt").context["form"].errors["file"]
    assert len(waiting_files()) == before


def test_what_waits_is_for_its_uploader_and_its_bank(keeper, bank, superuser):
    response = uploaded(keeper, bank, excel_out.template())
    other = QuestionBank.objects.create(code="X", title="X")
    assert keeper.get(response.url.replace(f"/{bank.pk}/", f"/{other.pk}/")).status_code == 404
    keeper.force_login(superuser, backend="lms.people.backends.PasswordBackend")
    assert keeper.get(response.url).status_code == 404
    assert keeper.get(response.url[:-2] + "x/").status_code == 404


@pytest.mark.parametrize(("name", "args"), [("question_import", []), ("question_export", []), ("question_template", []),
                                            ("question_import_look", [1, "x"])])
def test_only_keepers_of_the_bank_come_in(client, cast, name, args):
    for role in ("learner", "head", "auditor"):
        client.force_login(getattr(cast, role), backend="lms.people.backends.PasswordBackend")
        assert client.get(reverse(name, args=args)).status_code in (302, 403, 404)


# Round trips

@pytest.mark.parametrize("key", ["excel", "gift", "moodle"])
def test_exported_and_imported_nothing_changes(full, key):
    fmt = FORMATS[key]
    questions = exporting.questions_of(full)
    plan = exchange.plan_of(full, exchange.read(fmt, exporting.written(questions, fmt), "a"), fmt)
    carried = [one for one in questions if fmt.carried(exporting.values_of(one))]
    assert [change.name for line in plan.lines for change in line.changes] == []
    assert (plan.new, plan.changed, plan.unchanged, plan.refusals) == (0, 0, len(carried), [])
    left = exporting.left_out(questions, fmt)
    assert len(left) == {"excel": 0, "gift": 3, "moodle": 1}[key]


def test_what_changed_is_shown_and_becomes_a_draft_beside_the_approved(full, keeper):
    content = excel_out.write([SAMPLES[0] | {"stem": "改过的题干", "difficulty": 1}, *SAMPLES[1:]])
    response = uploaded(keeper, full, content)
    page = keeper.get(response.url)
    assert (page.context["plan"].changed, page.context["plan"].unchanged) == (1, 9)
    assert "改过的题干" in page.content.decode()
    keeper.post(response.url)
    rows = Question.objects.filter(code="Q-01").order_by("version").values_list("stem", "state", "is_current")
    assert list(rows) == [(SAMPLES[0]["stem"], "approved", True), ("改过的题干", "review", False)]
    assert set(Question.objects.get(code="Q-01", version=2).tags.names()) == {"工伤", "时限"}


def test_a_format_leaves_alone_what_it_cannot_carry(full, keeper):
    content = gift.write([SAMPLES[0] | {"stem": "改"}])
    response = uploaded(keeper, full, content, name="a.gift", fmt="gift")
    keeper.post(response.url)
    made = Question.objects.get(code="Q-01", version=2)
    assert (made.stem, made.difficulty, made.article, made.explanation) == (
        "改", 3, "条例 第十七条", SAMPLES[0]["explanation"])


# Duplicates

def test_one_question_twice_in_a_file_is_refused(bank):
    twice = [SAMPLES[1], SAMPLES[1] | {"code": "Q-77"}]
    plan = exchange.plan_of(bank, exchange.read(FORMATS["excel"], excel_out.write(twice), "a"), FORMATS["excel"])
    assert (plan.new, len(plan.refusals)) == (1, 1)
    again = [SAMPLES[1], SAMPLES[2] | {"code": SAMPLES[1]["code"]}]
    plan = exchange.plan_of(bank, exchange.read(FORMATS["excel"], excel_out.write(again), "a"), FORMATS["excel"])
    assert (plan.new, len(plan.refusals)) == (1, 1)


def test_a_question_the_bank_has_under_another_code_is_refused(full):
    content = excel_out.write([SAMPLES[1] | {"code": "Q-77"}])
    plan = exchange.plan_of(full, exchange.read(FORMATS["excel"], content, "a"), FORMATS["excel"])
    assert "Q-02" in plan.refusals[0].reason


def test_without_a_code_it_is_known_by_its_words_or_gets_one(full):
    text = "哪几项？\nA. 甲\nB. 乙\nANSWER: A\n\n对吗？\nA. 甲\nB. 乙\nANSWER: B\n".encode()
    plan = exchange.plan_of(full, exchange.read(FORMATS["aiken"], text, "a"), FORMATS["aiken"])
    assert [(line.state, line.code) for line in plan.lines] == [("new", "GS-011"), ("new", "GS-012")]


LONG = "用人单位应当自事故伤害发生之日起三十日内提出工伤认定申请"


def test_what_is_like_another_is_written_once_it_was_looked_at(bank, keeper):
    create_question(bank=bank, state="approved", **(SAMPLES[1] | {"stem": LONG}))
    content = excel_out.write([SAMPLES[1] | {"stem": LONG + "吗", "code": "Q-50"}])
    response = uploaded(keeper, bank, content)
    assert keeper.get(response.url).context["plan"].alike == 1
    keeper.post(response.url)
    assert not Question.objects.filter(code="Q-50").exists()
    keeper.post(response.url, {"alike": "on"})
    assert Question.objects.filter(code="Q-50").exists()


def test_nothing_is_half_written(bank, monkeypatch):
    reading = exchange.read(FORMATS["excel"], excel_out.write(SAMPLES), "a")
    from courses.services import exchange as service

    real, calls = service.create_question, []

    def breaks(**fields):
        calls.append(fields)
        if len(calls) == 5:
            raise RuntimeError("power cut")
        return real(**fields)

    monkeypatch.setattr(service, "create_question", breaks)
    with pytest.raises(RuntimeError):
        import_questions(bank=bank, reading=reading, fmt=FORMATS["excel"], by=None)
    assert not Question.objects.exists()


def test_the_service_refuses_by_itself(bank):
    reading = exchange.read(FORMATS["excel"], excel_out.write([SAMPLES[0] | {"answer": []}]), "a")
    with pytest.raises(ImportRefused):
        import_questions(bank=bank, reading=reading, fmt=FORMATS["excel"], by=None)


# Export

def test_told_first_then_sent_and_logged(full, keeper):
    asked = {"bank": full.pk, "format": "gift"}
    page = keeper.get(reverse("question_export"), asked).content.decode()
    assert "10" in page
    assert not ModelLogEntry.objects.filter(action="courses.question_export").exists()
    response = keeper.post(reverse("question_export"), asked)
    assert response.content == gift.write([exporting.values_of(one) for one in exporting.questions_of(full)])
    assert "attachment" in response.headers["Content-Disposition"]
    assert ModelLogEntry.objects.filter(action="courses.question_export").count() == 1


def test_retired_questions_stay_at_home(full, keeper):
    Question.objects.filter(code="Q-01").update(retired=True)
    content = keeper.post(reverse("question_export"), {"bank": full.pk, "format": "moodle"}).content
    assert b"Q-01" not in content
    assert b"Q-02" in content
    assert content == moodle_out.write([exporting.values_of(one) for one in exporting.questions_of(full)])


def test_the_template_comes_as_a_workbook(keeper):
    response = keeper.get(reverse("question_template"))
    assert response.content.startswith(b"PK")


def test_a_plan_asks_the_database_as_often_for_many(full, django_assert_max_num_queries):
    many = [SAMPLES[2] | {"code": f"M{n}", "stem": f"第{n}条是这样规定的吗？"} for n in range(300)]
    reading = exchange.read(FORMATS["excel"], excel_out.write(many), "a")
    begun = time.process_time()
    with django_assert_max_num_queries(4):
        plan = exchange.plan_of(full, reading, FORMATS["excel"])
    assert plan.new + len(plan.refusals) == 300
    assert time.process_time() - begun < 3
