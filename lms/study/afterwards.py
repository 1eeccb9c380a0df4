"""What rooms above do when a course has been completed, in the same transaction. Study does not know why."""

from collections.abc import Callable

from lms.study.models import Completion

Afterwards = Callable[[Completion], object]

AFTERWARDS: list[Afterwards] = []


def afterwards(function: Afterwards) -> Afterwards:
    """Register what is to be done; where it fails, nothing was completed."""
    if function not in AFTERWARDS:
        AFTERWARDS.append(function)
    return function


def completed(completion: Completion) -> None:
    for act in AFTERWARDS:
        act(completion)
