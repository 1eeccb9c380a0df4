"""The site's addresses and three bare signed-in views: one that reads, one that updates a row, one that inserts one."""

import itertools
import time

from django.http import HttpResponse
from django.urls import include, path
from taggit.models import Tag

from lms.study.models import LessonProgress

numbers = itertools.count(1)


def bare(request):
    return HttpResponse(f"<p>{request.user.full_name}</p>")


def bare_update(request):
    """What the framework itself asks for a signed-in person's one cheap write."""
    mine = LessonProgress.objects.filter(enrolment__person=request.user).order_by("pk").values("pk")[:1]
    LessonProgress.objects.filter(pk=mine).update(position=next(numbers) % 100)
    return HttpResponse("{}", content_type="application/json")


def bare_insert(request):
    """A signed-in person's one new row, of a table of the framework's with its two unique keys."""
    name = f"{request.user.pk}-{time.time_ns()}"
    Tag.objects.bulk_create([Tag(name=name, slug=name)])
    return HttpResponse("{}", content_type="application/json")


urlpatterns = [
    path("bare/", bare), path("bare-update/", bare_update), path("bare-insert/", bare_insert),
    path("", include("lms.urls")),
]
