"""A frozen body back on the page."""

from collections.abc import Iterable, Sequence

from django.db.models import Prefetch, prefetch_related_objects
from wagtail.blocks import StreamValue
from wagtail.images import get_image_model

from courses import decks
from courses.blocks import LessonBlocks
from courses.citations.rules import STATE, plain, registered
from courses.models import Law

FIGURE_SPEC = "width-1200|format-webp"
_blocks = LessonBlocks()


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
    titles = {plain(value["law"] or "") for value in cited}
    wanted = titles | {STATE + title for title in titles}
    known = {law.title: law for law in Law.objects.filter(title__in=wanted)}
    for value in cited:
        value.register = registered(known, plain(value["law"] or ""))


def _prefetch(images: list, renditions) -> None:
    prefetch_related_objects(images, Prefetch("renditions", queryset=renditions, to_attr="prefetched_renditions"))
