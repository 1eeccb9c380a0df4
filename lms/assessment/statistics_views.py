"""How the questions of a bank do: for who may see their keys."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from courses.models import QuestionBank
from lms.assessment.bank_statistics import BankStatistics, bank_statistics, sheet_of
from lms.assessment.statistics import LEAST
from lms.audit import services as audit
from lms.common import clock
from lms.common.sheets import sheet_response, write_workbook


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def statistics(request: HttpRequest) -> HttpResponse:
    """The figures of a bank; a POST sends them as a workbook, for sending is logged."""
    if not request.user.has_perm("courses.view_question"):
        raise Http404
    code = (request.POST if request.method == "POST" else request.GET).get("bank", "")
    banks = list(QuestionBank.objects.order_by("code"))
    bank = get_object_or_404(QuestionBank, code=code) if code else next(iter(banks), None)
    found = bank_statistics(bank) if bank else None
    if request.method == "POST" and found:
        return _workbook(request, found)
    return render(request, "assessment/statistics.html", {"banks": banks, "found": found, "least": LEAST})


def _workbook(request: HttpRequest, found: BankStatistics) -> HttpResponse:
    at = f"{localtime(clock.now()):%Y-%m-%d %H:%M}"
    notes = [
        _("Closed attempts counted: %(number)d, at %(at)s.") % {"number": found.attempts, "at": at},
        _("Facility: the mean share of the points that was earned. Discrimination: its correlation with the rest of "
          "the paper. Neither is shown below %(least)d answers.") % {"least": LEAST},
        _("Exported by %(name)s.") % {"name": request.user},
    ]
    audit.record(action="assessment.statistics", target=found.bank.code, request=request,
                 detail={"attempts": found.attempts, "questions": len(found.rows)})
    name = _("Statistics of questions %(bank)s") % {"bank": found.bank.code}
    return sheet_response(write_workbook([sheet_of(found, notes)]), f"{name}.xlsx")
