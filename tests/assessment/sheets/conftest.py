"""A set of papers sat yesterday, and people who take the course."""

import datetime as dt
import uuid

import pytest

from lms.assessment.sheets import services
from lms.assessment.sheets.lines import Sheet
from lms.assessment.sheets.models import PaperSet, SetPaper
from lms.study.services import enrol
from tests import factories
from tests.assessment.conftest import NINE

DAY = dt.timedelta(days=1)
AFTER = NINE + DAY
LISTED = {"single": 4, "multi": 2, "judge": 2}


def drawn(version, by, *, begins_at=NINE, at=NINE - DAY, once=None) -> PaperSet:
    once = once or uuid.uuid4()
    return services.draw_set(version=version, cycle="2026", begins_at=begins_at, by=by, at=at, once=once)


@pytest.fixture
def version(cast):
    factories.bank("B1")
    return factories.version(recipe=factories.recipe())


@pytest.fixture
def papers(cast, version) -> PaperSet:
    return drawn(version, cast.hr)


@pytest.fixture
def enrolment(cast, version):
    return enrolled_in(cast.learner, version)


def enrolled_in(person, version):
    return enrol(person=person, course=version.course, cycle="2026", at=NINE - DAY)


def paper(papers: PaperSet, letter: str = "A") -> SetPaper:
    return papers.papers.get(letter=letter)


def sheet(printed: SetPaper, *, wrong: int = 0) -> Sheet:
    """Everything right but the first so many, which are left empty."""
    right = {item["item"]: item["answer"] for item in printed.paper["items"] if item["item"] > wrong}
    return Sheet(right, {})


def entered(papers, enrolment, by, *, wrong: int = 0, letter: str = "A", at=AFTER):
    printed = paper(papers, letter)
    return services.enter(printed=printed, enrolment=enrolment, sheet=sheet(printed, wrong=wrong), by=by, at=at)
