"""What became of the assessment, in words. Pure."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from courses.rules import KINDS

Recipe = Mapping[str, Any] | None


def recipe_sentences(old: Recipe, new: Recipe) -> list[str]:
    """From one frozen recipe to the next."""
    if not old or not new:
        return [] if not old and not new else [_("An assessment was added.") if new else
                                               _("The assessment was taken out.")]
    found = [_arrow(label, old.get(name), new.get(name)) for name, label in _labels().items()
             if old.get(name) != new.get(name)]
    if (old.get("draw"), old.get("points")) != (new.get("draw"), new.get("points")):
        found.append(_arrow(_("Questions drawn"), _drawn(old), _drawn(new)))
    quiet = [name for name in ("shuffle", "answers_shown", "pledge", "kind") if old.get(name) != new.get(name)]
    return found + ([_("Other rules of the assessment were changed.")] if quiet else [])


def _labels() -> dict[str, str]:
    return {"title": _("Assessment"), "bank": _("Question bank"), "pass_mark": _("Pass mark"),
            "minutes": _("Minutes of the assessment"), "attempts": _("Attempts")}


def _drawn(recipe: Mapping[str, Any]) -> str:
    """“4 × 12 + 2 × 16”: how many, and the points each."""
    draw, points = recipe.get("draw") or {}, recipe.get("points") or {}
    return " + ".join(f"{number} × {points.get(kind, 0)}" for kind in KINDS if (number := draw.get(kind))) or "0"


def _arrow(label: str, before: Any, after: Any) -> str:
    return _("%(what)s: %(before)s → %(after)s") % {"what": label, "before": before, "after": after}
