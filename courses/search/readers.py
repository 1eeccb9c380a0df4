"""Who is searching, as far as courses need to know; the rooms above say it through a hook."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.http import HttpRequest
from wagtail import hooks

HOOK = "know_the_reader_of_courses"
SEES_BANK = "courses.view_question"


@dataclass(frozen=True)
class Reader:
    """`versions`: by course, the version he reads as its learner. `checks`: he writes or checks courses.

    `sees_bank`: he may read questions with their answers. `states`: by course code, how far he is (with .state).
    """

    versions: Mapping[int, int] = field(default_factory=dict)
    checks: bool = False
    sees_bank: bool = False
    states: Mapping = field(default_factory=dict)

    def may_read(self, version: int | None) -> bool:
        """Whether the text of a version may be shown to him."""
        return self.checks or version in self.versions.values()


def reader_of(request: HttpRequest) -> Reader:
    """What is published, for whoever nobody knows more of. Permissions are asked unless the hook knows them."""
    known: dict = {}
    for say in hooks.get_hooks(HOOK):
        known |= say(request)
    if "sees_bank" not in known:
        known["sees_bank"] = request.user.has_perm(SEES_BANK)
    return Reader(**known)
