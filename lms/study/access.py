"""Who may look at a course without being its learner."""

from lms.people.access import has_role

CHECKERS = ("editor", "hr", "leader")


def may_check(user) -> bool:
    """Those who write, review and approve courses."""
    return user.is_superuser or has_role(user, *CHECKERS)
