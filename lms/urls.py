"""Every address of the site. Rooms own their prefixes; Wagtail serves what is left."""

from django.contrib.auth.decorators import login_not_required
from django.urls import include, path
from django.views.i18n import set_language
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

urlpatterns = [
    path("i18n/language/", login_not_required(set_language), name="set_language"),
    path("admin/", include(wagtailadmin_urls)),
    path("documents/", include(wagtaildocs_urls)),
    path("people/", include("lms.people.urls")),
    path("notices/", include("lms.notices.urls")),
    path("audit/", include("lms.audit.urls")),
    path("jobs/", include("lms.jobs.urls")),
    path("transcript/", include("lms.transcript.urls")),
    path("study/", include("lms.study.urls")),
    path("feedback/", include("lms.feedback.urls")),
    path("discussion/", include("lms.discussion.urls")),
    path("assessment/", include("lms.assessment.urls")),
    path("drill/", include("lms.drill.urls")),
    path("curricula/", include("lms.curricula.urls")),
    path("supervision/", include("lms.supervision.urls")),
    path("reports/", include("lms.reports.urls")),
    path("", include("courses.urls")),
    path("", include("home.urls")),
    path("", include(wagtail_urls)),
]
