"""The demo's people: the roster's 511, those who answer for units, and one account per role."""

import datetime as dt
from dataclasses import dataclass

from django.contrib.auth.hashers import make_password
from django.core.management import CommandError

from lms.demo import files
from lms.people.models import Department, Posting, User
from lms.people.services import appoint_head, assign_portfolio, grant_role
from lms.people.services.roster import import_roster

PASSWORD = "Nengli-2026"  # noqa: S105 - printed for the newcomer; the demo serves this machine only
HEAD_POSTS = ("科长", "局长", "主任", "支队长", "院长")
LONG_AGO, IMPORTED = 900, 300  # days before today


@dataclass(frozen=True)
class SignIn:
    """One account to try a role with."""

    role: str
    staff_no: str
    name: str


# Role, staff number, and the unit a role is bound to. The first five come from the roster.
ROSTER_ROLES = (
    ("hr", "00022", ""), ("supervision", "00027", ""), ("editor", "00024", ""), ("county_admin", "00384", "0301"),
)
# What one HR officer proposes, such as a regrade, a second one confirms; what one editor writes, another reviews first.
SECOND_PEOPLE = (("hr", "00021", ""), ("editor", "00025", ""))
OTHER_ACCOUNTS = (
    ("system_admin", "sys01", "系统管理员"),
    ("security_admin", "sec01", "安全管理员"),
    ("auditor", "audit01", "审计管理员"),
    ("inspector", "visit01", "督查账号"),
)
# An inspection that ends soon, so that the security administrator finds it on his first page.
SHORT_VISIT = ("visit02", "省厅督查组", 9)  # number, name, days
FACES = (("learner", "00137"), ("head", "00061"), ("leader", "00003"))


def load(today: dt.date) -> None:
    """Everyone, with a password that works and the roles of the demo."""
    began = today - dt.timedelta(days=LONG_AGO)
    roster = (files.DATA / "roster.xlsx").read_bytes()
    report = import_roster(content=roster, file_name="roster.xlsx", commit=True, on=today - dt.timedelta(days=IMPORTED))
    if not report.committed:
        raise CommandError(f"The demo's roster was refused: {report.refused}")
    User.objects.update(password=make_password(PASSWORD), must_change_password=False)
    _appoint_heads(began)
    _share_portfolios(began)
    _grant_roles(began, today)


def _appoint_heads(began: dt.date) -> None:
    open_posts = Posting.objects.main().filter(to_on__isnull=True).select_related("person", "department")
    # A unit without a head on the roster has its deputy in charge (主持工作).
    for posts, acting in ((HEAD_POSTS, False), (("副主任",), True)):
        for posting in open_posts.filter(post__in=posts).order_by("person__staff_no"):
            if not posting.department.heads.exists():
                appoint_head(person=posting.person, department=posting.department,
                             on=max(began, posting.from_on), acting=acting)


def _share_portfolios(began: dt.date) -> None:
    for row in files.read("organisation")["portfolio"]:
        posting = Posting.objects.main().select_related("person").get(post=row["post"], to_on__isnull=True)
        units = list(Department.objects.filter(code__in=row["units"]))
        assign_portfolio(person=posting.person, departments=units, on=max(began, posting.from_on))


def _grant_roles(began: dt.date, today: dt.date) -> None:
    for role, staff_no, unit in (*ROSTER_ROLES, *SECOND_PEOPLE):
        bureau = Department.objects.get(code=unit) if unit else None
        grant_role(person=User.objects.get(staff_no=staff_no), role=role, from_on=began, department=bureau)
    for role, staff_no, name in OTHER_ACCOUNTS:
        last = today + dt.timedelta(days=90) if role == "inspector" else None
        grant_role(person=User.objects.create_user(staff_no, name, PASSWORD), role=role, from_on=today, to_on=last)
    number, name, days = SHORT_VISIT
    grant_role(person=User.objects.create_user(number, name, PASSWORD), role="inspector", from_on=today,
               to_on=today + dt.timedelta(days=days), reason="省厅督查通知")


def sign_ins() -> list[SignIn]:
    """One account per role, for the newcomer, and the second HR officer."""
    rows = (*ROSTER_ROLES, *SECOND_PEOPLE, *OTHER_ACCOUNTS)
    wanted = [*FACES, *((role, staff_no) for role, staff_no, _unit in rows)]
    names = dict(User.objects.filter(staff_no__in=[no for _, no in wanted]).values_list("staff_no", "full_name"))
    return [SignIn(role, staff_no, names[staff_no]) for role, staff_no in wanted if staff_no in names]


def hr_officer() -> User:
    """The demo's HR officer, in whose name the year was arranged."""
    return User.objects.get(staff_no=ROSTER_ROLES[0][1])
