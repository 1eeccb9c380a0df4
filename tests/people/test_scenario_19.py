"""Design 1, day 19, the people's side: of a maternity leave others see 暂缓 only; the reason is HR's."""

import datetime as dt

import pytest
from django.urls import reverse

from lms.audit.models import Entry
from lms.common import clock
from lms.people.models import PersonState
from lms.people.selectors import is_paused, pauses_of
from lms.people.services import pause_person
from lms.people.services.posting_rules import PostingRefused
from lms.people.services.postings import end_pause

FIRST, LAST = dt.date(2026, 3, 1), dt.date(2026, 8, 6)
DAY = dt.timedelta(days=1)


def test_others_see_only_that_she_is_paused(cast, sign_in):
    today = clock.today()
    pause_person(person=cast.learner, from_on=today - DAY, to_on=today + 100 * DAY, reason="产假", by=cast.hr)
    story = sign_in(cast.hr).get(reverse("staff:person", args=[cast.learner.pk])).content.decode()
    assert "产假" in story
    for name in ("head", "leader", "supervision", "auditor", "learner"):
        client = sign_in(cast.everyone()[name])
        for address in (reverse("reports:person", args=["00101"]), reverse("reports:unit", args=["0101"]),
                        reverse("staff:person", args=[cast.learner.pk]), "/audit/", "/"):
            assert "产假" not in client.get(address, follow=True).content.decode()
    assert "产假" not in "".join(str(entry.detail) + entry.target for entry in Entry.objects.all())


def test_the_days(cast):
    state = pause_person(person=cast.learner, from_on=FIRST, to_on=LAST, reason="产假", by=cast.hr)
    days = (FIRST - DAY, FIRST, LAST, LAST + DAY)
    assert [is_paused(cast.learner, day) for day in days] == [False, True, True, False]
    with pytest.raises(PostingRefused):
        pause_person(person=cast.learner, from_on=LAST, to_on=LAST + DAY, reason="长期病假")
    end_pause(state=state, on=LAST + 30 * DAY, by=cast.hr)
    assert pauses_of(cast.learner) == ((FIRST, LAST + 30 * DAY),)
    assert PersonState.objects.count() == 1
