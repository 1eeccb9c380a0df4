"""Two contents of a course compared: sentences for everybody, passages for who reads closely. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from difflib import SequenceMatcher
from typing import Any

from django.utils.translation import gettext as _

from courses.changes.recipes import recipe_sentences
from courses.changes.texts import Passage, lines_of, passages_of

Content = Mapping[str, Any]
Titles = Mapping[tuple[str, int], str]


@dataclass(frozen=True)
class LessonChange:
    """What became of one lesson."""

    code: str
    title: str
    sentences: tuple[str, ...]
    passages: tuple[Passage, ...] = ()


@dataclass(frozen=True)
class Changes:
    """`sentences` speak of the course as a whole, `lessons` of each lesson that differs, in the new order."""

    sentences: tuple[str, ...]
    lessons: tuple[LessonChange, ...]

    @property
    def any(self) -> bool:
        return bool(self.sentences or self.lessons)

    @property
    def all_sentences(self) -> list[str]:
        """One list for those who need no detail."""
        told = [_("%(title)s: %(what)s") % {"title": lesson.title, "what": sentence}
                for lesson in self.lessons for sentence in lesson.sentences]
        return [*self.sentences, *told]


def compare(old: Content, new: Content, titles: Titles) -> Changes:
    """From `old` to `new`; both shaped as courses.services.versions freezes them, `captions` optional."""
    before = {lesson["code"]: lesson for lesson in old["lessons"]}
    after = {lesson["code"]: lesson for lesson in new["lessons"]}
    moved = _moved(list(before), list(after))
    news = [_lesson(before.get(code), lesson, code in moved, (old, new), titles) for code, lesson in after.items()]
    gone = [LessonChange(code, lesson["title"], (_("taken out"),)) for code, lesson in before.items()
            if code not in after]
    return Changes(tuple(_course(old, new)), tuple(lesson for lesson in [*news, *gone] if lesson))


def _course(old: Content, new: Content) -> list[str]:
    labels = {"title": _("Title"), "hours": _("Credit hours"), "counter": _("Hours counter"), "basis": _("Basis")}
    found = [changed(label, _shown(old[name]), _shown(new[name])) for name, label in labels.items()
             if old[name] != new[name]]
    return found + recipe_sentences(old["assessment"], new["assessment"])


def _shown(value: Any) -> Any:
    """Hours without empty decimals, a counter by its name."""
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return {"online": _("online study"), "concentrated": _("concentrated training")}.get(value, value)


def changed(label: str, before: Any, after: Any) -> str:
    """“Credit hours: 2.00 → 3.00”."""
    nothing = _("none")
    return _("%(what)s: %(before)s → %(after)s") % {
        "what": label, "before": before if before != "" else nothing, "after": after if after != "" else nothing}


def _moved(before: Sequence[str], after: Sequence[str]) -> set[str]:
    """Of the lessons in both, those that stand elsewhere among them: as few as explain the new order."""
    old, new = [code for code in before if code in after], [code for code in after if code in before]
    blocks = SequenceMatcher(None, old, new, autojunk=False).get_matching_blocks()
    stayed = {code for block in blocks for code in old[block.a:block.a + block.size]}
    return set(new) - stayed


def _lesson(
    old: Content | None, new: Content, moved: bool, courses: tuple[Content, Content], titles: Titles
) -> LessonChange | None:
    if old is None:
        return LessonChange(new["code"], new["title"], (_("new"),))
    passages = passages_of(lines_of(old["body"], titles), lines_of(new["body"], titles))
    sentences = _facts(old, new) + ([_("moved")] if moved else [])
    if _captions(old, courses[0]) and _captions(old, courses[0]) != _captions(new, courses[1]):
        sentences.append(_("the captions of its video were changed"))
    if passages:
        sentences.append(_("%(number)d places of its text were changed") % {"number": len(passages)})
    return LessonChange(new["code"], new["title"], tuple(sentences), passages) if sentences else None


def _facts(old: Content, new: Content) -> list[str]:
    found = []
    if old["title"] != new["title"]:
        found.append(_("renamed, before: %(title)s") % {"title": old["title"]})
    if old["rule"] != new["rule"]:
        found.append(_("completes in another way"))
    if old["media_ids"] != new["media_ids"]:
        found.append(_("another video"))
    labels = {"summary": _("Summary"), "minutes": _("Minutes"), "share_required": _("Percent to be watched")}
    return found + [changed(label, old[name], new[name]) for name, label in labels.items() if old[name] != new[name]]


def _captions(lesson: Content, course: Content) -> list[str]:
    """Of the lesson's videos; empty when it was not kept, as in versions from before."""
    kept = course.get("captions") or {}
    return [kept[f"{pk}"] for pk in lesson["media_ids"] if f"{pk}" in kept]
