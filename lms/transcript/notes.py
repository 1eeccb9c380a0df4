"""What rooms above say beside an entry of the record, such as until when it is good: transcript does not know why."""

from collections.abc import Callable, Mapping

from lms.people.models import User

Notes = Callable[[User], Mapping[str, str]]

NOTES: list[Notes] = []


def note(function: Notes) -> Notes:
    """Register a question: it answers with a sentence for each source key it knows of a person."""
    if function not in NOTES:
        NOTES.append(function)
    return function


def notes_of(person: User) -> dict[str, str]:
    """By source key."""
    return {key: sentence for ask in NOTES for key, sentence in ask(person).items()}
