"""The search index: what can be found, derived from what is published; `manage.py rebuild_search` makes it again."""

from typing import Self

from django.db import models
from django.db.models import F, Q
from django.db.models.lookups import In
from django.utils.translation import gettext_lazy as _

from courses.models.versions import Course, CourseVersion
from courses.search.readers import Reader


class SearchEntryQuerySet(models.QuerySet):
    def visible_to(self, reader: Reader) -> Self:
        """What the reader may know of: what is on offer, the version he reads himself, and his part of the bank.

        Of courses that are not his he finds courses and lessons; attachments and films belong to those who take them
        and to those who check courses. What has been taken off the catalogue is found by who studies it, only.
        """
        kinds, own = SearchEntry.Kind, Q(version__in=reader.versions.values())
        offered = Q(In(F("course_id") + 0, _on_offer()), current=True)  # + 0: see courses.search.databases
        open_to_all = Q(kind=kinds.COURSE) | Q(kind=kinds.LESSON) & ~Q(course__in=reader.versions)
        if reader.checks:
            open_to_all = ~Q(kind=kinds.QUESTION) & (Q(kind=kinds.COURSE) | ~Q(course__in=reader.versions))
        found = offered & open_to_all | own
        return self.filter(found | Q(kind=kinds.QUESTION) if reader.sees_bank else found)


def _on_offer() -> models.QuerySet:
    """By their numbers: the database compares ten thousand of them in a third of the time it takes for codes."""
    from courses.models.pages import CoursePage  # pages come after what they are frozen into

    return Course.objects.filter(code__in=CoursePage.objects.live().values("code")).order_by().values("pk")


class SearchEntry(models.Model):
    """One thing that can be found: its words for people, and its tokens for the database's own index."""

    class Kind(models.TextChoices):
        COURSE = "course", _("Course")
        LESSON = "lesson", _("Lesson")
        ATTACHMENT = "attachment", _("Attachment")
        FILM = "film", _("Film captions")
        QUESTION = "question", _("Question")

    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    # No record: an entry is made again from what it points at by `rebuild_search`, so it may go with it.
    course = models.ForeignKey(Course, on_delete=models.CASCADE, null=True, related_name="+")
    version = models.ForeignKey(CourseVersion, on_delete=models.CASCADE, null=True, related_name="+")
    current = models.BooleanField(default=True, help_text="Of the version a person who starts now gets.")
    object_key = models.CharField(max_length=64, help_text="Lesson code, or the row of the document, film or question.")
    lesson_code = models.CharField(max_length=40, blank=True)
    place = models.PositiveIntegerField(default=0, help_text="The lesson's number in its course.")
    title = models.CharField(max_length=300)
    note = models.CharField(max_length=300, blank=True, help_text="What stands under the title for everyone.")
    extra = models.TextField(blank=True, help_text="Keywords, tags and names of other kinds.")
    body = models.TextField(blank=True)
    tokens = models.TextField(help_text="Apart by spaces; the database keeps its index of them (migration 0007).")

    objects = SearchEntryQuerySet.as_manager()

    class Meta:
        verbose_name = _("search entry")
        verbose_name_plural = _("search entries")
        ordering = ["kind", "course", "place", "pk"]
        constraints = [
            # A part of a version stands in the index once.
            models.UniqueConstraint(
                fields=["version", "kind", "lesson_code", "object_key"], condition=Q(version__isnull=False),
                name="searchentry_once_a_version",
            ),
            # A course and a question have no versions here, and stand in the index once.
            models.UniqueConstraint(
                fields=["kind", "object_key"], condition=Q(version__isnull=True), name="searchentry_once"
            ),
        ]
        # All that decides who may find an entry, without its texts.
        indexes = [models.Index(fields=["kind", "current", "course", "version"], name="searchentry_visible")]

    def __str__(self) -> str:
        return f"{self.kind} {self.title}"
