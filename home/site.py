"""The site's skeleton: roles, home page, catalogue, and the three steps before publishing. Safe to call again."""

from django.conf import settings
from django.db import transaction
from wagtail.models import Page, Site

from courses.models import CataloguePage
from courses.services import ensure_publication_workflow
from home.models import HomePage
from lms.notices.services import ensure_letters
from lms.people.services import sync_role_groups

REVIEWERS = ("Course editors", "HR officers", "Leaders")


@transaction.atomic
def ensure_site() -> CataloguePage:
    """The catalogue of a site that has its groups, its home page and its publishing workflow."""
    sync_role_groups()
    ensure_letters()
    home = HomePage.objects.first() or _make_home()
    catalogue = CataloguePage.objects.child_of(home).first() or home.add_child(
        instance=CataloguePage(title="课程目录", slug="courses")
    )
    ensure_publication_workflow(group_names=REVIEWERS, root_page=catalogue)
    return catalogue


def _make_home() -> HomePage:
    root = Page.get_first_root_node()
    root.get_children().filter(content_type__model="page").delete()  # the framework's own welcome page
    home = Page.get_first_root_node().add_child(instance=HomePage(title=settings.BUREAU_NAME, slug="home"))
    Site.objects.update_or_create(
        is_default_site=True, defaults={"hostname": "localhost", "root_page": home, "site_name": settings.BUREAU_NAME}
    )
    return home
