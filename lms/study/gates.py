"""What else must hold before a learner starts a course. Rooms above say so: study does not know why."""

from collections.abc import Callable

from lms.study.models import Enrolment

Gate = Callable[[Enrolment], str]

GATES: list[Gate] = []


def gate(function: Gate) -> Gate:
    """Register a question: it answers with a sentence for the learner, or nothing where he may start."""
    if function not in GATES:
        GATES.append(function)
    return function


def in_the_way(enrolment: Enrolment) -> str:
    """The first sentence against starting; empty when he may."""
    return next((sentence for ask in GATES if (sentence := ask(enrolment))), "")
