"""The curricula in the content administration."""

import pytest
from django.urls import reverse

from lms.common import clock
from lms.curricula.models import AudienceRule, Curriculum, Goal, Programme, ProgrammeYear, Tag
from lms.curricula.services import assign
from tests import factories


def _formset(prefix, *rows):
    data = {f"{prefix}-TOTAL_FORMS": len(rows), f"{prefix}-INITIAL_FORMS": 0}
    for number, row in enumerate(rows):
        data |= {f"{prefix}-{number}-{key}": value for key, value in row.items()}
    return data


def _posted(course, rule, **changes):
    return {
        "code": "CIP-X", "title": "新方案", "cycle": "2026", "basis": "示例〔2026〕1号", "required": "on",
        "issued_on": "2026-03-05", "due_on": "2026-06-30",
        **_formset("items", {"course": course.pk}), **_formset("rules", rule), **_formset("milestones"),
        **_formset("recurrences"),
    } | changes


@pytest.fixture
def course(db):
    return factories.version("T-01").course


def test_hr_writes_a_curriculum_and_is_offered_the_preview(cast, sign_in, course):
    data = _posted(course, {"department": cast.section.pk, "with_sub_units": "on", "person": ""})
    response = sign_in(cast.hr).post(reverse("admin_curricula:add"), data, follow=True)
    made = Curriculum.objects.get(code="CIP-X")
    assert made.rules.get().department == cast.section
    assert reverse("curricula:preview", args=[made.pk]) in response.content.decode()


def test_a_person_is_named_by_his_staff_number(cast, sign_in, course):
    client = sign_in(cast.hr)
    client.post(reverse("admin_curricula:add"), _posted(course, {"person": "00101"}))
    made = Curriculum.objects.get()
    assert made.rules.get().person == cast.learner
    page = client.get(reverse("admin_curricula:edit", args=[made.pk])).content.decode()
    assert 'value="00101"' in page
    assert "学员甲" not in page
    assert reverse("curricula:preview", args=[made.pk]) in page


@pytest.mark.parametrize("rule", [{"with_sub_units": ""}, {"person": "99999"}])
def test_a_rule_for_nobody_is_refused_with_a_sentence(cast, sign_in, course, rule):
    response = sign_in(cast.hr).post(reverse("admin_curricula:add"), _posted(course, rule))
    assert response.status_code == 200
    assert not Curriculum.objects.exists()
    errors = response.context["form"].formsets["rules"].errors
    assert str(errors[0])


def test_no_course_or_a_due_date_before_the_start(cast, sign_in, course):
    client, rule = sign_in(cast.hr), {"post": "科长"}
    client.post(reverse("admin_curricula:add"), _posted(course, rule) | _formset("items"))
    client.post(reverse("admin_curricula:add"), _posted(course, rule, due_on="2026-03-04"))
    assert not Curriculum.objects.exists()


def test_what_was_assigned_is_retired_not_deleted(cast, sign_in, make_curriculum):
    kept, spare = (make_curriculum(code, rules=[{"department": cast.section}]) for code in ("A", "B"))
    assign(curriculum=kept, by=cast.hr, on=clock.today())
    client = sign_in(cast.hr)
    for curriculum in (kept, spare):
        client.post(reverse("admin_curricula:delete", args=[curriculum.pk]))
    assert list(Curriculum.objects.all()) == [kept]
    assert not AudienceRule.objects.filter(curriculum_id=spare.pk).exists()


@pytest.mark.parametrize("role", ["editor", "system_admin", "auditor", "leader", "supervision", "learner"])
def test_the_viewset_is_for_hr(cast, sign_in, role):
    assert sign_in(getattr(cast, role)).get(reverse("admin_curricula:index")).status_code in (302, 403)


def test_hr_lists_and_searches(cast, sign_in, make_curriculum):
    make_curriculum("CIP-A", title="窗口服务规范")
    make_curriculum("CIP-B", title="保密法")
    page = sign_in(cast.hr).get(reverse("admin_curricula:index"), {"q": "保密"}).content.decode()
    assert "CIP-B" in page
    assert "CIP-A" not in page


def test_a_tag_is_given_by_staff_numbers(cast, sign_in):
    client = sign_in(cast.hr)
    url = reverse("admin_tags:add")
    page = client.post(url, {"name": "骨干", "note": "", "numbers": "00101\n99999"}).content.decode()
    assert "99999" in page
    assert not Tag.objects.exists()
    client.post(url, {"name": "骨干", "note": "", "numbers": "00101，00102"})
    tag = Tag.objects.get()
    assert set(tag.people.values_list("person__staff_no", flat=True)) == {"00101", "00102"}
    assert "00102" in client.get(reverse("admin_tags:edit", args=[tag.pk])).content.decode()


@pytest.mark.parametrize("name", ["admin_tags:index", "admin_programmes:index", "admin_goals:index"])
def test_programme_pages_are_hrs(cast, sign_in, name):
    assert sign_in(cast.hr).get(reverse(name)).status_code == 200
    assert sign_in(cast.editor).get(reverse(name)).status_code != 200


def test_a_year_with_goals_is_not_taken_out(cast, sign_in):
    programme = Programme.objects.create(code="CIP", title="能力提升工程", basis="示例〔2026〕1号")
    year = ProgrammeYear.objects.create(programme=programme, year=2026)
    Goal.objects.create(year=year, title="完成", metric="completion", number=90, owner=cast.section,
                        from_on="2026-01-01", due_on="2026-12-31")
    data = {"code": "CIP", "title": "改名", "basis": "示例", "years-TOTAL_FORMS": 1, "years-INITIAL_FORMS": 1,
            "years-0-id": year.pk, "years-0-year": 2026, "years-0-theme": "", "years-0-DELETE": "on"}
    response = sign_in(cast.hr).post(reverse("admin_programmes:edit", args=[programme.pk]), data)
    assert response.status_code == 200
    programme.refresh_from_db()
    assert (programme.title, programme.years.count()) == ("能力提升工程", 1)
