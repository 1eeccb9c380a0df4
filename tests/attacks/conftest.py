"""What every attack starts from: the records the addresses name, and a browser for each role."""

import pytest
from django.test import Client

from tests.assessment.conftest import clock_at, exam  # noqa: F401
from tests.laws.access_sheet import Material, prepared
from tests.study.conftest import enrolment  # noqa: F401

BACKEND = "lms.people.backends.PasswordBackend"


@pytest.fixture
def material(cast) -> Material:
    return prepared(cast)


def browser(person=None, **settings) -> Client:
    """A browser that answers 500 as a visitor would see it."""
    client = Client(raise_request_exception=False, **settings)
    if person:
        client.force_login(person, backend=BACKEND)
    return client
