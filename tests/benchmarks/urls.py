"""The site's addresses and one bare signed-in view."""

from django.http import HttpResponse
from django.urls import include, path


def bare(request):
    return HttpResponse(f"<p>{request.user.full_name}</p>")


urlpatterns = [path("bare/", bare), path("", include("lms.urls"))]
