"""异常: their learner reads them, HR lists them. Objections are corrections among the feedback (decision 0031)."""

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from lms.people.access import refuse, require_role
from lms.study import selectors
from lms.study.models import Anomaly

FILTERS = ("state", "course", "q")


@require_role("hr")
@require_safe
def anomalies(request: HttpRequest) -> HttpResponse:
    """HR's list, those that wait for an answer one click away."""
    asked = {name: request.GET.get(name, "").replace("\0", "")[:60] for name in (*FILTERS, "page")}
    query = urlencode({name: asked[name] for name in FILTERS if asked[name]})
    context = {"page": selectors.anomaly_list(asked), "asked": asked, "query": query}
    return render(request, "study/anomalies.html", context)


@require_safe
def my_anomalies(request: HttpRequest) -> HttpResponse:
    return render(request, "study/my_anomalies.html", {"rows": selectors.anomalies_of(request.user)})


@require_safe
def anomaly(request: HttpRequest, pk: int) -> HttpResponse:
    """For its learner and HR, with the way to the correction of its lesson, which is the one way to object."""
    found = Anomaly.objects.visible_to(request.user).filter(pk=pk).first() or refuse(request, request.path)
    mine = found.enrolment.person_id == request.user.pk
    return render(request, "study/anomaly.html", {"row": selectors.anomaly_row(found), "mine": mine})
