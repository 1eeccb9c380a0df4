"""What became of the assessment, in words."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from courses.models import Assessment
from courses.recipes import questions_in, sections_of, setting

Recipe = Mapping[str, Any] | None
QUIET = ("shuffle", "shuffle_options", "answers_shown", "pledge", "kind", "late_minutes", "two_markers", "tolerance")
WORDS_ONLY = ("title", "instructions")


def recipe_sentences(old: Recipe, new: Recipe) -> list[str]:
    """From one frozen recipe to the next."""
    if not old or not new:
        return [] if not old and not new else [_("An assessment was added.") if new else
                                               _("The assessment was taken out.")]
    found = [_arrow(label, setting(old, name), setting(new, name)) for name, label in _labels().items()
             if setting(old, name) != setting(new, name)]
    found += [_arrow(label, choices[setting(old, name)], choices[setting(new, name)])
              for name, (label, choices) in _chosen().items() if setting(old, name) != setting(new, name)]
    found += _questions(old, new)
    if setting(old, "opens_at") != setting(new, "opens_at") or setting(old, "closes_at") != setting(new, "closes_at"):
        found.append(_("The time at which the assessment is open was changed."))
    quiet = [name for name in QUIET if setting(old, name) != setting(new, name)]
    return found + ([_("Other rules of the assessment were changed.")] if quiet else [])


def _labels() -> dict[str, str]:
    return {"title": _("Assessment"), "bank": _("Question bank"), "pass_mark": _("Pass mark"),
            "minutes": _("Minutes of the assessment"), "attempts": _("Attempts"),
            "cooldown_hours": _("Hours between attempts")}


def _chosen() -> dict[str, tuple[str, dict[str, Any]]]:
    """Rules chosen from a list, with the words for each."""
    return {"counting": (_("Grade that counts"), dict(Assessment.Counting.choices)),
            "partial": (_("Some of the right options"), dict(Assessment.Partial.choices))}


def _questions(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[str]:
    """How many and worth what; where that is the same, that they are drawn another way."""
    if _drawn(old) != _drawn(new):
        return [_arrow(_("Questions drawn"), _drawn(old), _drawn(new))]
    before, after = ([{**row, **dict.fromkeys(WORDS_ONLY)} for row in sections_of(one)] for one in (old, new))
    return [] if before == after else [_("What the questions are drawn from was changed.")]


def _drawn(recipe: Mapping[str, Any]) -> str:
    """“4 × 12 + 2 × 16”: how many, and the points each."""
    parts = [f"{row['count']} × {row['points']}" for row in sections_of(recipe)]
    return " + ".join(parts) if questions_in(recipe) else "0"


def _arrow(label: str, before: Any, after: Any) -> str:
    return _("%(what)s: %(before)s → %(after)s") % {"what": label, "before": before, "after": after}
