"""Design 1, day 7: a county clerk on loan counts at home; the host sees him while the loan lasts."""

import datetime as dt

from django.urls import reverse

from lms.common import clock
from lms.people.models import User
from lms.people.selectors import people_of
from lms.people.services.postings import add_posting, end_posting
from tests import factories

DAY = dt.timedelta(days=1)


def test_on_loan_for_a_year(cast, sign_in):
    today = clock.today()
    clerk = factories.person("县员丑", cast.county)
    first, last = today - 100 * DAY, today + 265 * DAY
    loan = add_posting(person=clerk, department=cast.section, kind="loan", post="借调", from_on=first, to_on=last,
                       by=cast.hr)
    for day in (first, today, last):
        assert clerk in people_of(cast.county, day)
        assert clerk not in people_of(cast.section, day)
        assert clerk in User.objects.visible_to(cast.head, day)
    for day in (first - DAY, last + DAY):
        assert clerk not in User.objects.visible_to(cast.head, day)
    page = sign_in(cast.hr).get("/admin/staff/", {"q": "县员丑"}).content.decode()
    assert "东城区局" in page
    assert "借调：养老保险科" in page or "养老保险科" in page
    story = sign_in(cast.hr).get(reverse("staff:person", args=[clerk.pk])).content.decode()
    assert reverse("staff:end", args=[clerk.pk, "end-post", loan.pk]) in story

    end_posting(posting=loan, on=today - DAY, by=cast.hr)
    assert clerk not in User.objects.visible_to(cast.head, today)
    assert clerk in User.objects.visible_to(cast.head, today - DAY)
    assert clerk in people_of(cast.county, today)
