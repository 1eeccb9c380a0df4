"""Can everybody take the lesson in: captions and transcripts of films, words for pictures."""

from collections.abc import Mapping

from django.urls import reverse
from django.utils.translation import gettext as _

from courses import rules
from courses.inspection.findings import Finding, Weight, at_page
from courses.models import CourseMedia, LessonPage

Bodies = Mapping[LessonPage, list]


def findings_of_media(bodies: Bodies) -> list[Finding]:
    """Films without words (one query), pictures without words."""
    return _films(bodies) + _pictures(bodies)


def _films(bodies: Bodies) -> list[Finding]:
    shown = {pk for body in bodies.values() for pk in rules.media_ids(body)}
    films = CourseMedia.objects.filter(pk__in=shown).order_by("pk") if shown else []
    return [finding for film in films for finding in [_film(film)] if finding]


def _film(film: CourseMedia) -> Finding | None:
    place = film.title, reverse("wagtailmedia:edit", args=[film.pk])
    if not film.captions and not film.transcript.strip():
        return Finding(Weight.STOPS, _("The video has neither captions nor a transcript: who does not hear it learns "
                                       "nothing from it."), *place)
    if not film.captions:
        return Finding(Weight.WARNS, _("The video has a transcript but no captions."), *place)
    return None


def _pictures(bodies: Bodies) -> list[Finding]:
    text = _("A picture has no text for those who cannot see it.")
    return [at_page(Weight.STOPS, text, lesson) for lesson, body in bodies.items()
            if any(block["type"] == "image" and not (block["value"].get("alt_text") or "").strip() for block in body)]
