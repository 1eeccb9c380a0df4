"""One cast for all tests."""

import datetime as dt
from dataclasses import dataclass

import pytest

from home.startup import compile_messages
from lms.people.models import Department, User
from tests import factories, services


@dataclass(frozen=True)
class Cast:
    """The bureau's smallest play: a tree of four units and everyone who has a part."""

    bureau: Department
    section: Department
    other_section: Department
    county: Department
    learner: User
    head: User
    leader: User
    hr: User
    supervision: User
    editor: User
    county_admin: User
    system_admin: User
    security_admin: User
    auditor: User
    inspector: User
    stranger: User

    def everyone(self) -> dict[str, User]:
        return {name: value for name, value in vars(self).items() if isinstance(value, User)}


def _with_role(name: str, role: str, unit: Department | None = None, **fields) -> User:
    user = factories.person(name, unit, staff_no=f"R-{role}")
    factories.role(user, role, **fields)
    return user


@pytest.fixture
def cast(db) -> Cast:
    from lms.people.services import sync_role_groups

    bureau = factories.unit("00", "示例局", kind="root")
    section = factories.unit("0101", "养老保险科", bureau)
    other = factories.unit("0102", "政策法规科", bureau)
    county = factories.unit("0301", "东城区局", bureau, kind="county")
    made = Cast(
        bureau=bureau, section=section, other_section=other, county=county,
        learner=factories.person("学员甲", section, staff_no="00101"),
        head=factories.person("科长乙", section, staff_no="00102", post="科长"),
        leader=factories.person("副局长丙", bureau, staff_no="00103", post="副局长"),
        stranger=factories.person("外人丁", other, staff_no="00104"),
        hr=_with_role("人事戊", "hr", other),
        supervision=_with_role("纪检己", "supervision", other),
        editor=_with_role("编辑庚", "editor", other),
        county_admin=_with_role("县管辛", "county_admin", county, department=county),
        system_admin=_with_role("系统壬", "system_admin"),
        security_admin=_with_role("安全丑", "security_admin"),
        auditor=_with_role("审计癸", "auditor"),
        inspector=_with_role("督查子", "inspector", to_on=dt.date(2099, 12, 31)),
    )
    factories.head(made.head, section)
    factories.portfolio(made.leader, section)
    sync_role_groups()
    return made


@pytest.fixture
def sign_in(client):
    """Sign a person in on the test client."""

    def _sign_in(user: User):
        client.force_login(user, backend="lms.people.backends.PasswordBackend")
        return client

    return _sign_in


def pytest_configure(config):
    """Pages are tested in Chinese, so the catalogues are compiled first, as every start of the server does."""
    if not hasattr(config, "workerinput"):
        compile_messages()


def pytest_collection_modifyitems(config, items):
    """Tests that need a service are skipped with its name; CI runs them on PostgreSQL and skips none."""
    lacking = services.absent_for_browser()
    kept, dropped = [], []
    for item in items:
        if "browser" in item.keywords and lacking:
            item.add_marker(pytest.mark.skip(reason=lacking))
        if "postgresql" in item.keywords and not services.ON_POSTGRESQL:
            if services.IN_CI:  # the second run of .ci/run is on PostgreSQL
                dropped.append(item)
                continue
            item.add_marker(pytest.mark.skip(reason="needs PostgreSQL: set DATABASE_URL"))
        kept.append(item)
    if dropped:
        config.hook.pytest_deselected(items=dropped)
    items[:] = emptying_last(kept)


def emptying_last(items: list) -> list:
    """Tests with real commits empty the database: their files, whole as a worker takes them, come after the others.

    Browser tests stay where they are: they have a run of their own, and only the last may hold the browser to the end.
    """
    marks = ((item.path, mark) for item in items if "browser" not in item.keywords
             for mark in item.iter_markers("django_db"))
    emptying = {path for path, mark in marks if mark.kwargs.get("transaction")}
    return sorted(items, key=lambda item: item.path in emptying)


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item, call):
    """In CI a skipped test is a failed one."""
    outcome = yield
    report = outcome.get_result()
    if services.IN_CI and report.skipped and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"skipped in CI: {report.longrepr}"
