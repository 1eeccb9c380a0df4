"""The table of roles as a page for docs/roles.md: `manage.py print_roles > docs/roles.md`."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import override

from lms.people.roles import BY_NAME, COLUMNS, EXCLUDED, ROLES, Role

HEAD = """# Roles

Printed by `manage.py print_roles` from `lms/people/roles.py`; a law fails when this file differs. R read, W write,
T totals only. What is outside a role's scope does not exist for it (404). Why the administrators are three:
[decision 0009](decisions/0009-three-administrators.md).
"""


class Command(BaseCommand):
    help = "Print the table of roles in Markdown."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(as_markdown(), ending="")


def as_markdown() -> str:
    """In English, with each role's Chinese name, whatever language is set."""
    with override("en"):
        columns = [str(label) for _name, label in COLUMNS]
        lines = [HEAD, _row(["role", *columns]), _row(["---"] * (len(columns) + 1))]
        lines += [_row([_name(role), *(_cell(role, name) for name, _label in COLUMNS)]) for role in ROLES]
        lines += ["", _row(["role", "reads", "from", "two-factor", "not together with"]), _row(["---"] * 5)]
        lines += [_row([_name(role), str(role.reach), _from(role), "yes" if role.two_factor else "–", _apart(role)])
                  for role in ROLES]
    return "\n".join(lines) + "\n"


def _row(cells: list[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _name(role: Role) -> str:
    return f"{role.label} {role.chinese}"


def _cell(role: Role, column: str) -> str:
    return str(getattr(role.rights, column)) or "–"


def _from(role: Role) -> str:
    if not role.given:
        return "follows from a dated fact"
    return "given, with a last day" if role.expires else "given"


def _apart(role: Role) -> str:
    if role.alone:
        return "anything else, a post included"
    others = sorted(EXCLUDED[role.name] - {other.name for other in ROLES if other.alone})
    return ", ".join(str(BY_NAME[name].label) for name in others) or "–"
