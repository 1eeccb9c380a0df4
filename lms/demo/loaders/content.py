"""The demo's catalogue: question banks, recipes, pictures, films, and twelve courses with 52 lessons, published."""

import datetime as dt
from decimal import Decimal
from typing import Any

from django.core.files import File
from django.core.files.images import ImageFile
from wagtail.images import get_image_model
from wagtail.models import Page

from courses.models import (
    Assessment,
    AssessmentSection,
    CataloguePage,
    CourseMedia,
    CoursePage,
    LessonPage,
    Question,
    QuestionBank,
)
from courses.search.indexing import index_questions
from lms.demo import files
from lms.demo.loaders.attachments import attach
from lms.demo.loaders.questions import question_of

MODES = {"网络": "online", "混合": "blended", "面授": "classroom"}
FILMS = {"CIP-09-L1": "cip-09-1", "CIP-10-L1": "cip-10-1"}
SMALLER = {"cip-10-1": (640, 360)}
PAPER = (("single", 4, 12), ("multi", 2, 16), ("judge", 2, 10))
WITHOUT = {"CIP-01": "以四类问题自查表和科室承诺书代替考试"}
PLEDGE = "本人承诺独立作答，不请他人代考，不传播试题。"


def load(catalogue: CataloguePage) -> None:
    """Publish every course that is not there yet."""
    load_banks()
    index_questions(Question.objects.current().select_related("bank"))
    for row in files.read("courses")["course"]:
        if not CoursePage.objects.filter(code=row["code"]).exists():
            load_course(catalogue, row)


def load_banks() -> None:
    for row in files.read("questions")["bank"]:
        bank, made = QuestionBank.objects.get_or_create(
            code=row["code"], defaults={"title": row["title"], "law": row["law"]}
        )
        if made:
            Question.objects.bulk_create(question_of(bank, item) for item in row["question"])


def load_course(catalogue: CataloguePage, row: dict) -> CoursePage:
    """One course as a draft, its lessons published, then the course itself: that writes its first version."""
    texts = files.read(f"lessons/{row['code']}")
    parent = Page.objects.get(pk=catalogue.pk)
    page = parent.add_child(instance=_course_page(row, texts))
    page.tags.add(*texts["tags"])
    for number, (lesson, text) in enumerate(zip(row["lesson"], texts["lesson"], strict=True), start=1):
        _lesson_page(page, row, number, lesson, text)
    page.save_revision().publish()
    return page


def _course_page(row: dict, texts: dict) -> CoursePage:
    code = row["code"]
    return CoursePage(
        title=row["title"], slug=code.lower(), code=code, live=False, introduction=f"<p>{texts['introduction']}</p>",
        category=row["category"], line=row.get("line", ""), mode=MODES[row["mode"]], audience_note=row["audience"],
        keywords=" ".join(texts["keywords"]), basis="示例市劳动和社会保障局《能力提升工程（三年行动）实施方案》",
        counter="concentrated" if row["mode"] == "面授" else "online", hours=Decimal(str(row["hours"])),
        assessment=_assessment(row), without_assessment=WITHOUT.get(code, ""),
        cover=_picture(f"cover-{code.lower()}.webp", row["title"]),
    )


def _assessment(row: dict) -> Assessment | None:
    given = row["assessment"]
    if given["type"] == "exam":
        bank = QuestionBank.objects.get(code=given["bank"])
        made = Assessment.objects.create(title=f"{row['title']}考试", kind="exam", bank=bank, pledge=PLEDGE)
        AssessmentSection.objects.bulk_create(
            AssessmentSection(assessment=made, sort_order=place, kind=kind, count=count, points=points)
            for place, (kind, count, points) in enumerate(PAPER)
        )
        return made
    if given.get("scored"):
        return Assessment.objects.create(title=f"{row['title']}考核", kind="marked", pass_mark=given["pass"])
    return None


def _lesson_page(course: CoursePage, row: dict, number: int, lesson: dict, text: dict) -> LessonPage:
    code = f"{row['code']}-L{number}"
    page = LessonPage(
        title=lesson["title"], slug=f"l{number}", code=code, summary=text["summary"], minutes=lesson["minutes"],
        offline=lesson["type"] == "offline",
        body=[*_film(code, lesson["title"]), *map(_block, text["block"]), *attach(code)],
    )
    course.add_child(instance=page)
    page.save_revision().publish()
    return page


def _block(block: dict[str, Any]) -> tuple[str, Any]:
    kind = block["kind"]
    if kind != "law":
        return kind, block["value"].strip()
    days: dict[str, dt.date | None] = {name: block.get(name) for name in ("effective_on", "repealed_on")}
    words = {name: block.get(name, "") for name in ("law", "document_number", "article", "text", "source")}
    return kind, words | days


def _film(code: str, title: str) -> list[tuple[str, Any]]:
    name = FILMS.get(code)
    if not name:
        return []
    media = CourseMedia(
        title=title, type="video", width=1280, height=720, duration=_duration(name),
        transcript=(files.MEDIA / f"{name}.txt").read_text(encoding="utf-8"),
    )
    for field, suffix in (("file", "mp4"), ("captions", "vtt"), ("thumbnail", "webp")):
        with (files.MEDIA / f"{name}.{suffix}").open("rb") as content:
            getattr(media, field).save(f"{name}.{suffix}", File(content), save=False)
    media.save()
    return [("video", {"media": media, "smaller": _smaller(name, title)})]


def _smaller(name: str, title: str) -> list[CourseMedia]:
    """The same film for slow lines."""
    if name not in SMALLER:
        return []
    width, height = SMALLER[name]
    media = CourseMedia(title=f"{title}（{height}p）", type="video", width=width, height=height,
                        duration=_duration(name))
    with (files.MEDIA / f"{name}-{height}.mp4").open("rb") as content:
        media.file.save(f"{name}-{height}.mp4", File(content), save=False)
    media.save()
    return [media]


def _duration(name: str) -> float:
    """The film's seconds: the last caption ends with it."""
    captions = (files.MEDIA / f"{name}.vtt").read_text(encoding="utf-8")
    last = [line for line in captions.splitlines() if "-->" in line][-1]
    clock = last.split("-->")[1].split()[0].split(":")
    return sum(float(part) * 60**power for power, part in enumerate(reversed(clock)))


def _picture(name: str, title: str):
    path = files.MEDIA / name
    with path.open("rb") as content:
        return get_image_model().objects.create(title=title, file=ImageFile(content, name=name), width=960, height=540)


