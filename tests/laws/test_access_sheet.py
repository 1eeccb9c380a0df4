"""The access sheet: every URL name of ours × every role → status. A URL without a row fails."""

import pytest
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from lms.people.roles import ROLES as TABLE
from tests.laws.access_sheet import SHEET, prepared

# Every role of the table; a colleague of another unit, who must see nothing; and nobody.
ROLES = (*(role.name for role in TABLE), "stranger", "anonymous")
OURS = {
    "home", "people", "notices", "audit", "jobs", "transcript", "study", "assessment", "curricula", "reports",
    "supervision", "courses", "feedback", "discussion", "drill",
}
FRAMEWORK = {"set_language"}


def names(resolver: URLResolver, space: str = "") -> set[str]:
    found = set()
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{space}{pattern.namespace}:" if pattern.namespace else space
            if not space and pattern.namespace not in OURS:
                continue
            found |= names(pattern, inner)
        elif isinstance(pattern, URLPattern) and pattern.name:
            found.add(f"{space}{pattern.name}")
    return found


def test_every_url_has_a_row():
    assert names(get_resolver()) - FRAMEWORK == {row.name for row in SHEET}


@pytest.mark.parametrize("row", SHEET, ids=lambda row: f"{row.name}-{row.method}")
def test_row(row, cast, client, db):
    material = prepared(cast)
    url = reverse(row.name, kwargs=row.kwargs(material))
    answers = {}
    for role in ROLES:
        client.logout()
        if role != "anonymous":
            client.force_login(getattr(cast, role), backend="lms.people.backends.PasswordBackend")
        response = client.generic(row.method, url, row.body(material), content_type=row.content_type)
        answers[role] = response.status_code
        if "text/html" in response.headers.get("Content-Type", "") and response.status_code in (200, 404):
            assert response.content.count(b"<h1") == 1, (row.name, role)
            assert "default-src 'none'" in response.headers["Content-Security-Policy"]
    assert answers == row.expected(ROLES)
