"""A GET changes nothing: every address of the access sheet, as every role, with the writes counted."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from lms.reports import models as summary
from tests.attacks.conftest import browser
from tests.laws.access_sheet import SHEET
from tests.laws.test_access_sheet import ROLES

WRITE = re.compile(r'^\s*(?:INSERT INTO|UPDATE|DELETE FROM|REPLACE INTO)\s+"?(\w+)"?', re.IGNORECASE)
# The session is renewed; who read whose record is in the log; the summary is made equal to the records before it is
# read (decision 0011), and holds nothing that is not in them.
DERIVED = {table._meta.db_table for table in vars(summary).values() if hasattr(table, "_meta")
           and table.__module__ == summary.__name__}
ALLOWED = {"django_session", "audit_entry"} | DERIVED


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
