"""The first page of the content administration: what each role does there, as data."""

from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.components import Component

PAGES = "pages"  # shown to whoever holds any permission on pages


@dataclass(frozen=True)
class Way:
    name: str
    label: Any
    text: Any
    permission: str

    @property
    def url(self) -> str:
        return reverse(self.name)


WAYS = (
    Way("wagtailadmin_explore_root", _("Courses"),
        _("Write courses and lessons, submit them; what waits for your approval is listed on this page."), PAGES),
    Way("courses_questions:index", _("Question bank"), _("Write, revise and retire questions."),
        "courses.change_question"),
    Way("courses_assessments:index", _("Assessments"), _("What a paper draws from its bank, and the pass mark."),
        "courses.change_assessment"),
    Way("admin_curricula:index", _("Curricula"), _("Which courses, for whom, by when; preview and assign."),
        "curricula.change_curriculum"),
    Way("wagtailsnippets_notices_letter:list", _("Letters"), _("How reminders and e-mail are worded."),
        "notices.change_letter"),
    Way("staff:index", _("Staff"), _("Find people; transfer, pause, correct, take on and let go."),
        "people.change_posting"),
    Way("rosters:index", _("Rosters"), _("Read a roster, look at what it would change, confirm or discard it."),
        "people.add_importrun"),
    Way("departments:index", _("Units"), _("Set up, rename, move, merge, split and close units."),
        "people.change_department"),
    Way("heads:index", _("Heads and portfolios"), _("Who answers for each unit, who is in charge of which; gaps."),
        "people.change_headof"),
    Way("roles:index", _("Roles"), _("Who has which role, until when; give and end roles."), "people.view_rolegrant"),
    Way("people:helping", _("Help with signing in"), _("One-time passwords, locked accounts, lost devices."),
        "people.view_rolegrant"),
    Way("wagtailusers_users:index", _("Accounts"), _("Open accounts, switch them off."),
        "people.change_user"),
    Way("audit:log", _("Audit log"), _("Who did what, when, with what result."), "audit.view_entry"),
)


class WaysPanel(Component):
    """Where this person's work is."""

    name = "ways"
    template_name = "people/admin/ways.html"
    order = 230  # below what waits for approval

    def get_context_data(self, parent_context=None) -> dict:
        user = parent_context["request"].user
        return {"ways": [way for way in WAYS if _may(user, way.permission)]}


def _may(user, permission: str) -> bool:
    if permission != PAGES:
        return user.has_perm(permission)
    return user.is_superuser or user.groups.filter(page_permissions__isnull=False).exists()
