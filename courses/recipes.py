"""An assessment as data: what a version and each attempt's paper keep of it."""

import datetime as dt
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from courses import rules
from courses.models import Assessment, AssessmentSection

HOURS_STEP = Decimal("0.01")
OLD_KINDS = ("single", "multi", "judge")
OLD_DRAW, OLD_POINTS = {"single": 4, "multi": 2, "judge": 2}, {"single": 12, "multi": 16, "judge": 10}
KEPT_WHERE_SET = ("counting", "partial")  # the usual ones are left out, so that digests of unchanged courses hold
# What a recipe leaves unsaid: one frozen before there were sections, or one that is as usual.
UNSAID: dict[str, Any] = {
    "counting": "best", "partial": "none", "cooldown_hours": 0, "opens_at": None, "closes_at": None,
    "late_minutes": None,
}
PLAIN_SECTION: dict[str, Any] = {
    "title": "", "instructions": "", "bank": None, "kind": "", "tags": [], "difficulty": "", "codes": [],
    "count": 0, "points": 0, "lost": 0,
}

Recipe = Mapping[str, Any]
Section = Mapping[str, Any]


def recipe_of(assessment: Assessment | None) -> dict[str, Any] | None:
    """The recipe to be frozen; None when the course asks for no assessment."""
    if assessment is None:
        return None
    bank = assessment.bank.code if assessment.bank else None
    return {
        "title": assessment.title, "kind": assessment.kind, "bank": bank,
        "sections": frozen_sections(assessment.sections.all(), bank), "pass_mark": assessment.pass_mark,
        "minutes": assessment.minutes, "attempts": assessment.attempts, "cooldown_hours": assessment.cooldown_hours,
        "opens_at": _moment(assessment.opens_at), "closes_at": _moment(assessment.closes_at),
        "late_minutes": assessment.late_minutes, "shuffle": assessment.shuffle,
        "shuffle_options": assessment.shuffle_options, "answers_shown": assessment.answers_shown,
        "pledge": assessment.pledge, **_marking(assessment),
    } | {name: value for name in KEPT_WHERE_SET if (value := getattr(assessment, name)) != UNSAID[name]}


def _marking(assessment: Assessment) -> dict[str, Any]:
    """Said only where two people mark: what says nothing of it is frozen as it always was."""
    return {"two_markers": True, "tolerance": assessment.tolerance} if assessment.two_markers else {}


def _moment(value: dt.datetime | None) -> str | None:
    return value.astimezone(dt.UTC).isoformat() if value else None


def frozen_sections(rows: Any, bank: str | None) -> list[dict[str, Any]]:
    """`bank` is the code of the assessment's own, for sections that name no other."""
    return [_section(row, bank) for row in rows]


def _section(row: AssessmentSection, bank: str | None) -> dict[str, Any]:
    codes = row.code_list
    return {
        "title": row.title, "instructions": row.instructions, "bank": row.bank.code if row.bank else bank,
        "kind": row.kind, "tags": row.tag_names, "difficulty": row.difficulty, "codes": codes,
        "count": len(codes) or row.count, "points": row.points, "lost": row.lost or 0,
    }


def sections_of(recipe: Recipe) -> list[dict[str, Any]]:
    """The sections of a frozen recipe, also of one from before there were any: {"bank", "draw", "points"} by kind."""
    if "sections" in recipe:
        return [PLAIN_SECTION | row for row in recipe["sections"]]
    draw, points = recipe.get("draw") or {}, recipe.get("points") or {}
    return [
        PLAIN_SECTION | {"bank": recipe.get("bank"), "kind": kind, "count": draw[kind], "points": points.get(kind, 0)}
        for kind in OLD_KINDS if draw.get(kind)
    ]


def setting(recipe: Recipe, name: str) -> Any:
    """A rule of a frozen recipe; what an old one leaves unsaid is as it was then."""
    if name == "shuffle_options":
        return recipe.get(name, recipe.get("shuffle", False))
    return recipe.get(name, UNSAID.get(name))


def questions_in(recipe: Recipe) -> int:
    return sum(row["count"] for row in sections_of(recipe))


def points_in(recipe: Recipe) -> int:
    """The points of one full paper."""
    return sum(row["count"] * row["points"] for row in sections_of(recipe))


def total_of(assessment: Assessment) -> int:
    return points_in(recipe_of(assessment) or {})


def is_fixed(recipe: Recipe) -> bool:
    """Every question is named: everybody has the same ones."""
    return all(row["codes"] for row in sections_of(recipe))


def digest_of(content: Mapping[str, Any]) -> str:
    """The digest of a version's content. A recipe that says no more than an old one could has the old one's digest,
    so that an unchanged course has not changed because recipes are written down another way."""
    return rules.digest_of({**content, "assessment": _as_before(content["assessment"])})


def _as_before(recipe: Recipe | None) -> Recipe | None:
    if not recipe or "sections" not in recipe or not _is_plain(recipe):
        return recipe
    rows = {row["kind"]: row for row in recipe["sections"]}
    draw = {kind: rows[kind]["count"] if kind in rows else 0 for kind in OLD_KINDS} if rows else OLD_DRAW
    points = {kind: rows[kind]["points"] if kind in rows else 0 for kind in OLD_KINDS} if rows else OLD_POINTS
    kept = {name: value for name, value in recipe.items() if name not in {"sections", "shuffle_options", *UNSAID}}
    return {**kept, "draw": draw, "points": points}


def _is_plain(recipe: Recipe) -> bool:
    """One section a kind, in the old order, nothing else asked, and the rules an old recipe had. What is marked by a
    person draws nothing; then an old recipe said what nobody had filled in."""
    rows: Sequence[Section] = recipe["sections"]
    kinds = [row["kind"] for row in rows]
    plain = PLAIN_SECTION | {"bank": recipe["bank"]}
    return (
        kinds == [kind for kind in OLD_KINDS if kind in kinds] and (bool(rows) or recipe["kind"] == "marked")
        and all({**row, "kind": "", "count": 0, "points": 0} == plain for row in rows)
        and recipe["shuffle"] == recipe["shuffle_options"]
        and all(setting(recipe, name) == value for name, value in UNSAID.items())
    )
