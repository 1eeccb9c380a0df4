"""A GET changes nothing: every address of the access sheet, as every role, with the writes counted."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.attacks.conftest import browser
from tests.laws.access_sheet import SHEET
from tests.laws.test_access_sheet import ROLES

WRITE = re.compile(r'^\s*(?:INSERT INTO|UPDATE|DELETE FROM|REPLACE INTO)\s+"?(\w+)"?', re.IGNORECASE)
ALLOWED = {"django_session", "audit_entry"}  # the session is renewed; who read whose record is in the log


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_the_crawl(cast, material, role, method):
    client = browser(None if role == "anonymous" else getattr(cast, role))
    written = {}
    for row in SHEET:
        with CaptureQueriesContext(connection) as asked:
            client.generic(method, reverse(row.name, kwargs=row.kwargs(material)))
        tables = {found[1] for query in asked if (found := WRITE.match(query["sql"]))}
        if tables - ALLOWED:
            written[row.name] = tables - ALLOWED
    assert written == {}
