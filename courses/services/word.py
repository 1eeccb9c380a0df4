"""A lesson from a Word document, as a draft; or nothing at all."""

import json
from collections.abc import Mapping
from typing import Any

from django.core.files.images import ImageFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from wagtail.images import get_image_model

from courses.models import CoursePage, LessonPage
from courses.word import Part, Picture, Reading


def import_lesson(*, course: CoursePage, reading: Reading, title: str, alts: Mapping[int, str], by) -> LessonPage:
    """A draft lesson at the end of `course`, with the pictures that `alts` names; the others are left out.

    Nothing is written when something fails, the pictures' files included. Raises KeyError for no such picture.
    """
    stored: list[Any] = []
    try:
        with transaction.atomic():
            images = {number: _image(reading.pictures[number], f"{title} {number + 1}", alt, by, stored)
                      for number, alt in alts.items()}
            return _lesson(course, title, _body(reading.parts, images, alts), by)
    except Exception:
        for file in stored:
            if file._committed:
                file.storage.delete(file.name)
        raise


def _image(picture: Picture, title: str, alt: str, by, stored: list) -> int:
    name = f"word.{picture.kind}"
    made = get_image_model()(title=title[:255], uploaded_by_user=by, description=alt[:255])
    made.file = ImageFile(SimpleUploadedFile(name, picture.content), name=name)
    stored.append(made.file)
    made.save()
    return made.pk


def _body(parts: tuple[Part, ...], images: Mapping[int, int], alts: Mapping[int, str]) -> str:
    blocks = []
    for part in parts:
        if part.kind == "text":
            blocks.append({"type": "text", "value": part.value})
        elif part.kind == "table":
            blocks.append({"type": "table", "value": _table(part.value)})
        elif part.value in images:
            value = {"image": images[part.value], "alt_text": alts[part.value], "caption": ""}
            blocks.append({"type": "image", "value": value})
    return json.dumps(blocks)


def _table(rows: list[list[str]]) -> dict[str, Any]:
    """The first row heads the columns, as tables of offices do."""
    head, *others = rows
    columns = [{"type": "text", "heading": " ".join(cell.split())[:255]} for cell in head]
    return {"columns": columns, "rows": [{"values": row} for row in others], "caption": ""}


def _lesson(course: CoursePage, title: str, body: str, by) -> LessonPage:
    """The parent is read again: the tree's numbers are the database's."""
    parent = CoursePage.objects.select_for_update(of=("self",)).get(pk=course.pk)
    lesson = LessonPage(title=title, draft_title=title, code=LessonPage.next_code(parent), body=body, live=False,
                        has_unpublished_changes=True, owner=by)
    parent.add_child(instance=lesson)
    lesson.save_revision(user=by, log_action=True)
    return lesson
