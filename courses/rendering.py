"""A frozen body back on the page."""

import datetime as dt
import json
from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from functools import lru_cache
from typing import Any

from django.db.models import Prefetch, prefetch_related_objects
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from wagtail.blocks import StreamValue, StructValue
from wagtail.images import get_image_model

from courses import decks
from courses.blocks import LessonBlocks
from courses.citations.rules import STATE, plain, registered
from courses.models import Law
from courses.question_blocks import MaterialBlocks
from courses.rules import TASKS

FIGURE_SPEC = "width-1200|format-webp"
QUIET = frozenset({"text", "key_point", "table", "law"})  # refer to no file, if their text does not
REFERS = ("linktype=", "<embed")  # in rich text: to a page or a file, whose address may change
KEPT = 4096  # drawn blocks a process remembers, some kilobytes each
_blocks = LessonBlocks()
_materials = MaterialBlocks()


def laws_named(titles: Iterable[str]) -> Iterable[Law]:
    """What the register knows of these laws (one query)."""
    return Law.objects.filter(title__in=titles)


def drawn(raw: Sequence[dict], laws: Callable[[Iterable[str]], Iterable[Law]] = laws_named) -> list[Any]:
    """A version's raw blocks as `body.html` takes them: what looks the same every time is drawn once.

    Tasks are left out: the player draws them below, as they stand for their learner. The rest as in `stream_of`.
    """
    known = [block for block in raw if block["type"] in _blocks.child_blocks and block["type"] not in TASKS]
    others = iter(stream_of([block for block in known if not _is_quiet(block)]))
    named = {plain(block["value"].get("law") or "") for block in known if block["type"] == "law"}
    register = {law.title: law for law in laws(sorted(_spellings(named)))} if named else {}
    return [_quiet(block, register) if _is_quiet(block) else next(others) for block in known]


def _spellings(titles: Set[str]) -> Set[str]:
    """As they are cited, and in full."""
    return titles | {STATE + title for title in titles}


def _is_quiet(block: Mapping) -> bool:
    if block["type"] == "text":
        return not any(mark in block["value"] for mark in REFERS)
    return block["type"] in QUIET


def _quiet(block: Mapping, register: Mapping[str, Law]) -> SafeString:
    """Remembered by its value and language; a citation also by the day and by what the register says."""
    value, row, today = block["value"], None, None
    if block["type"] == "law":
        law, today = registered(register, plain(value.get("law") or "")), timezone.localdate()
        row = (law.effective_on, law.repealed_on, law.successor) if law else None
    return _drawn(block["type"], json.dumps(value, ensure_ascii=False), get_language(), row, today)


@lru_cache(maxsize=KEPT)
def _drawn(
    kind: str, written: str, language: str | None, row: tuple[Any, ...] | None, today: dt.date | None
) -> SafeString:
    """`language` and `today` are only told apart: drawing reads them from where it stands."""
    value = _blocks.child_blocks[kind].to_python(json.loads(written))
    if row:
        value.register = Law(effective_on=row[0], repealed_on=row[1], successor=row[2])
    return SafeString(_blocks.child_blocks[kind].render(value))


def stream_of(raw: Sequence[dict]) -> StreamValue:
    """A version's raw blocks as a stream that `{% include_block %}` renders with the block templates.

    Images, videos and documents come in one query per kind of block, renditions in one more; what was
    deleted since is left out.
    """
    known = [block for block in raw if block["type"] in _blocks.child_blocks]
    stream = StreamValue(_blocks, known, is_lazy=True)
    prefetch_figures([stream])
    prefetch_laws([stream])
    for block, frozen in zip(stream, known, strict=True):
        if block.block_type == "pages":
            block.value.deck = decks.find(frozen["value"].get("deck", ""))
            block.value.title = frozen["value"].get("title", "")
    return stream


def materials_of(raws: Sequence[Sequence[dict]]) -> list[StreamValue]:
    """What stands under the stems of frozen questions, their pictures fetched together; two queries for all."""
    streams = [StreamValue(_materials, [one for one in raw if one["type"] in _materials.child_blocks], is_lazy=True)
               for raw in raws]
    _share_images(streams)
    prefetch_figures(streams)
    return streams


def _share_images(streams: Sequence[StreamValue]) -> None:
    """One query for the pictures of all streams: each would fetch its own."""
    wanted = {one["value"].get("image") for stream in streams for one in stream.raw_data if one["type"] == "image"}
    if not wanted:
        return
    images = get_image_model().objects.in_bulk([pk for pk in wanted if pk])
    for stream in streams:
        for n, one in enumerate(stream.raw_data):
            if one["type"] == "image":
                value = {**one["value"], "image": images.get(one["value"].get("image"))}
                block = _materials.child_blocks["image"]
                stream._bound_blocks[n] = StreamValue.StreamChild(block, StructValue(block, value), id=one.get("id"))


def show_drafts(stream: StreamValue) -> None:
    """The same for a draft: its documents as they are now; what cannot be shown is left out."""
    prefetch_figures([stream])
    prefetch_laws([stream])
    for block in stream:
        if block.block_type == "pages" and not decks.problem_of(block.value["document"]):
            block.value.deck = decks.keep(block.value["document"])
            block.value.title = block.value["document"].title


def prefetch_figures(streams: Iterable[StreamValue]) -> None:
    """Fetch the pictures' renditions together, so that templates ask for none."""
    figures = [block.value for stream in streams for block in stream if block.block_type == "image"]
    images = [figure["image"] for figure in figures if figure["image"]]
    if images:
        renditions = get_image_model().get_rendition_model().objects.filter(filter_spec=FIGURE_SPEC)
        _prefetch(images, renditions)


def prefetch_laws(streams: Iterable[StreamValue]) -> None:
    """What the register knows of the laws that are cited, in one query; none when nothing is cited."""
    cited = [block.value for stream in streams for block in stream if block.block_type == "law"]
    if not cited:
        return
    known = {law.title: law for law in laws_named(_spellings({plain(value["law"] or "") for value in cited}))}
    for value in cited:
        value.register = registered(known, plain(value["law"] or ""))


def _prefetch(images: list, renditions) -> None:
    prefetch_related_objects(images, Prefetch("renditions", queryset=renditions, to_attr="prefetched_renditions"))
