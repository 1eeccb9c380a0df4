"""What somebody with the database's password could do: drop the triggers, then write."""

from django.db import connection

from lms.audit.verifying import Verification

DROP = {
    "sqlite": ["DROP TRIGGER audit_entry_no_update", "DROP TRIGGER audit_entry_no_delete"],
    "postgresql": ["DROP TRIGGER audit_entry_append_only ON audit_entry"],
}


def tamper(*statements: str) -> None:
    """Run raw SQL with the triggers gone."""
    with connection.cursor() as cursor:
        for statement in (*DROP[connection.vendor], *statements):
            cursor.execute(statement)


def found(**options) -> set[tuple[str, int | None, str]]:
    """What the verifier says: chain, number, problem."""
    return {(each.chain, each.number, each.problem) for each in Verification(**options).findings()}
