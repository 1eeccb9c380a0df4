"""Kinds of letters: what each may say and what it says until HR words it otherwise.

A room that writes letters registers its kinds in its own `letters.py`, found at start-up. A letter is plain text with
placeholders in braces, {name}; nothing else in braces means anything, so HR's text can reach nothing but these words.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
_kinds: dict[str, "Kind"] = {}


@dataclass(frozen=True)
class Word:
    """One placeholder: what it stands for, and an example for the preview."""

    meaning: Any
    example: Any


@dataclass(frozen=True)
class Kind:
    """`needed` placeholders must stand in the text: a reminder that names no course helps nobody."""

    name: str
    label: Any
    subject: Any
    body: Any
    words: Mapping[str, Word]
    needed: tuple[str, ...] = ()


def register(kind: Kind) -> Kind:
    """Known from here on by its name."""
    _kinds[kind.name] = kind
    return kind


def kind_of(name: str) -> Kind | None:
    return _kinds.get(name)


def kinds() -> tuple[Kind, ...]:
    return tuple(_kinds.values())


def placeholders(text: str) -> list[str]:
    """What stands in braces, in order."""
    return PLACEHOLDER.findall(text)


def fill(text: str, values: Mapping[str, Any]) -> str:
    """Each known placeholder replaced; anything else stays as it was written."""
    return PLACEHOLDER.sub(lambda found: str(values.get(found[1], found[0])), text)


DIGEST = register(Kind(
    name="notices.digest",
    label=_("The daily e-mail"),
    subject=_("{bureau}: {count} new notices"),
    body=_("{name}, these notices wait for you:\n\n{notices}\n\nRead them here: {address}\n\n"
           "This e-mail was sent automatically, once a day at most. Please do not answer it."),
    words={
        "name": Word(_("the person's name"), _("Li Ming")),
        "bureau": Word(_("the bureau's name"), _("The bureau")),
        "count": Word(_("how many notices"), "2"),
        "notices": Word(_("the notices, one a line"), _("· A course to finish by Friday\n· A certificate was issued")),
        "address": Word(_("where to read them"), "…/notices/"),
    },
    needed=("notices", "address"),
))
