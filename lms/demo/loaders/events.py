"""What happened to people this year: leave, a transfer, a retirement, a loan."""

import datetime as dt

from lms.demo.loaders import staff
from lms.people.models import Department, Posting, User
from lms.people.services import end_service, pause_person, transfer_person

ON_LEAVE = ("00066", "00140", "00390")
TRANSFERRED = "00064"
RETIRED = "00110"
ON_LOAN = "00400"


def before(today: dt.date) -> None:
    """Leave and a loan, known before the year's study is told."""
    hr = staff.hr_officer()
    for staff_no in ON_LEAVE:
        pause_person(
            person=User.objects.get(staff_no=staff_no), from_on=today - dt.timedelta(days=80),
            to_on=today + dt.timedelta(days=78), reason="产假", by=hr,
        )
    Posting.objects.create(
        person=User.objects.get(staff_no=ON_LOAN), department=Department.objects.get(code="0101"), kind="loan",
        post="借调", category="civil_servant",
        from_on=today - dt.timedelta(days=100), to_on=today + dt.timedelta(days=265),
    )


def after(today: dt.date) -> None:
    """A clerk moves from 养老保险科 to 监察支队 with what he finished; another retires."""
    hr = staff.hr_officer()
    mover = User.objects.get(staff_no=TRANSFERRED)
    old = mover.postings.get(to_on__isnull=True)
    transfer_person(
        person=mover, department=Department.objects.get(code="0203"), post=old.post, rank=old.rank,
        category=old.category, on=today - dt.timedelta(days=21), by=hr,
    )
    end_service(person=User.objects.get(staff_no=RETIRED), on=today - dt.timedelta(days=30), reason="退休", by=hr)
