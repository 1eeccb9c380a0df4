"""What happened to people this year: leave, a transfer, a loan. Today they are what the roster says they are."""

import datetime as dt

from lms.demo.loaders import staff
from lms.people.models import Department, Posting, User
from lms.people.services import pause_person, transfer_person

ON_LEAVE = ("00066", "00140", "00390")
TRANSFERRED, OLD_UNIT = "00258", "0110"  # 养老保险科 until three weeks ago, then 监察支队 as on the roster
ON_LOAN = "00400"


def before(today: dt.date) -> None:
    """Leave and a loan, known before the year's duties and study; the mover still in his old unit."""
    hr = staff.hr_officer()
    User.objects.get(staff_no=TRANSFERRED).postings.update(department=Department.objects.get(code=OLD_UNIT))
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
    """A clerk moves from 养老保险科 to 监察支队 with what he finished (design 1, scenario 5)."""
    mover = User.objects.get(staff_no=TRANSFERRED)
    old = mover.postings.get(to_on__isnull=True)
    transfer_person(
        person=mover, department=Department.objects.get(code="0203"), post=old.post, rank=old.rank,
        category=old.category, on=today - dt.timedelta(days=21), by=staff.hr_officer(),
    )
