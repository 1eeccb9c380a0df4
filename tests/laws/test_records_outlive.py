"""Records outlive people, units and pages: nothing of ours cascades from them (design 2)."""

from django.apps import apps
from django.db.models import CASCADE
from wagtail.models import Page

from lms.people.models import Department, User

OURS = {
    "home", "courses", "people", "study", "assessment", "curricula", "transcript", "reports", "notices", "audit",
    "jobs", "supervision", "drill",
}
WITH_THE_PAGE = {"courses.CourseTag.content_object"}  # a page's tags are part of the page


def test_nothing_cascades_from_a_person_a_unit_or_a_page():
    found = {
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models()
        if model._meta.app_label in OURS
        for field in model._meta.get_fields()
        if field.many_to_one and field.concrete and field.remote_field.on_delete is CASCADE
        and issubclass(field.related_model, User | Department | Page)
    }
    assert found == WITH_THE_PAGE
