"""What keeps a course from being learnt or examined, in words for its editor."""

from collections import Counter

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from courses import decks, lessons, recipes, rules, serving
from courses.models import Assessment, CourseMedia, CoursePage, LessonPage

SAME_LENGTH = 2.0  # seconds


def problems_of(page: CoursePage) -> list[str]:
    """Why no version can be written of `page` with its lessons' latest drafts; empty when it can."""
    coming = lessons.to_be_published(page) if page.pk else []
    found = [] if coming else [_("The course has no lesson.")]
    return found + problems_of_lessons(coming) + problems_of_assessment(page.assessment)


def notes_of(page: CoursePage) -> list[str]:
    """What an editor should know although it stops nothing."""
    off = [lesson for lesson in lessons.of_course(page) if not lesson.live and not lessons.is_waiting(lesson)]
    text = _("The lesson “%(title)s” has been taken off and is left out of what learners get.")
    return [text % {"title": lesson.title} for lesson in off]


def problems_of_assessment(assessment: Assessment | None) -> list[str]:
    """Why a paper could not be drawn."""
    if assessment is None or assessment.kind != Assessment.Kind.EXAM:
        return []
    if assessment.bank_id is None:
        return [_("The exam has no question bank.")]
    return serving.problems_of(recipes.recipe_of(assessment) or {})


def problems_of_lessons(pages: list[LessonPage]) -> list[str]:
    """Why these could not be learnt."""
    codes = Counter(lesson.code for lesson in pages)
    twice = [_("Two lessons have the code %(code)s.") % {"code": code} for code, times in codes.items() if times > 1]
    empty = [_("The lesson “%(title)s” is empty.") % {"title": lesson.title}
             for lesson in pages if not lesson.offline and not lesson.body.raw_data]
    return twice + empty + _problems_of_drafts(pages) + _problems_of_videos(pages) + _problems_of_pages(pages)


def _problems_of_drafts(pages: list[LessonPage]) -> list[str]:
    """A draft may be saved with parts unfinished; learners never get one."""
    text = _("The lesson “%(title)s” has a part that is not filled in.")
    return [text % {"title": lesson.title} for lesson in pages if not _is_filled_in(lesson)]


def _is_filled_in(lesson: LessonPage) -> bool:
    try:
        lesson.body.stream_block.clean(lesson.body)
    except ValidationError:
        return False
    return True


def _problems_of_videos(pages: list[LessonPage]) -> list[str]:
    """A recording of unknown length would count as watched at once; a smaller file is the same film."""
    watched = {lesson: rules.media_ids(lesson.body.raw_data) for lesson in pages if lesson.rule == "watch"}
    smaller = {lesson: rules.smaller_ids(lesson.body.raw_data) for lesson in watched}
    wanted = {pk for media in watched.values() for pk in media}
    wanted |= {pk for films in smaller.values() for others in films.values() for pk in others}
    lengths = dict(CourseMedia.objects.filter(pk__in=wanted, duration__gte=1).values_list("pk", "duration"))
    text = _("A video or recording of the lesson “%(title)s” is missing or has no duration.")
    other = _("A smaller file of the lesson “%(title)s” is not as long as its film.")
    untimed = [text % {"title": lesson.title} for lesson, media in watched.items()
               if not media or set(media) - lengths.keys()]
    return untimed + [other % {"title": lesson.title} for lesson, films in smaller.items()
                      if not _are_the_same(films, lengths)]


def _are_the_same(films: dict[int, list[int]], lengths: dict[int, float]) -> bool:
    """Seconds of a film in two sizes may differ by encoding, not by content."""
    return all(abs(lengths.get(other, 0) - lengths.get(film, 0)) <= SAME_LENGTH
               for film, others in films.items() for other in others)


def _problems_of_pages(pages: list[LessonPage]) -> list[str]:
    """What is shown page by page must open: no broken, locked or foreign file reaches a learner."""
    shown = [(lesson, block.value["document"]) for lesson in pages for block in lesson.body
             if block.block_type == "pages"]
    found = [(lesson, decks.problem_of(document)) for lesson, document in shown]
    return [f"“{lesson.title}”: {problem}" for lesson, problem in found if problem]
