"""The covers of the demo bureau's courses, and the canvas they are drawn on.

Twelve motifs on one grid, drawn at authoring time by make_media.py; needs Pillow.
"""

import itertools
import math
from collections.abc import Callable
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

MEDIA = Path(__file__).parent / "data" / "media"
SIMPLIFIED = 2  # the face inside the font collections
WHITE, GOLD = "#ffffff", "#ecca85"
Point = tuple[float, float]


class Canvas:
    """A picture drawn large and made smaller at the end, so that edges are smooth."""

    def __init__(self, wide: int, high: int, zoom: int, top: str, foot: str = "") -> None:
        size = (wide * zoom, high * zoom)
        shade = Image.linear_gradient("L").resize(size)
        self.image = Image.composite(Image.new("RGB", size, foot or top), Image.new("RGB", size, top), shade)
        self.zoom, self.ground = zoom, top

    def _stain(self, colour: str, alpha: float, draw: Callable[[ImageDraw.ImageDraw], None]) -> None:
        mask = Image.new("L", self.image.size)
        draw(ImageDraw.Draw(mask))
        self.image.paste(colour, (0, 0), mask.point(lambda v: round(v * alpha)))

    def _px(self, points: list[Point]) -> list[Point]:
        return [(x * self.zoom, y * self.zoom) for x, y in points]

    def _spot(self, pen: ImageDraw.ImageDraw, at: Point, r: float) -> None:
        pen.ellipse(self._px([(at[0] - r, at[1] - r), (at[0] + r, at[1] + r)]), fill=255)

    def disc(self, x: float, y: float, r: float, colour: str = WHITE, alpha: float = 1) -> None:
        self._stain(colour, alpha, lambda pen: self._spot(pen, (x, y), r))

    def line(self, points: list[Point], wide: float, colour: str = WHITE, alpha: float = 1) -> None:
        def draw(pen: ImageDraw.ImageDraw) -> None:
            pen.line(self._px(points), fill=255, width=round(wide * self.zoom), joint="curve")
            for end in (points[0], points[-1]):
                self._spot(pen, end, wide / 2)

        self._stain(colour, alpha, draw)

    def arc(self, centre: Point, r: float, ends: Point, wide: float, colour: str = WHITE, alpha: float = 1) -> None:
        outer = r + wide / 2
        area = self._px([(centre[0] - outer, centre[1] - outer), (centre[0] + outer, centre[1] + outer)])

        def draw(pen: ImageDraw.ImageDraw) -> None:
            pen.arc(area, *ends, fill=255, width=round(wide * self.zoom))
            for end in ends:
                self._spot(pen, polar(centre, r, end), wide / 2)

        self._stain(colour, alpha, draw)

    def box(self, x0: float, y0: float, x1: float, y1: float, r: float, colour: str = WHITE, alpha: float = 1) -> None:
        area = self._px([(x0, y0), (x1, y1)])
        self._stain(colour, alpha, lambda pen: pen.rounded_rectangle(area, r * self.zoom, fill=255))

    def poly(self, points: list[Point], colour: str = WHITE, alpha: float = 1) -> None:
        self._stain(colour, alpha, lambda pen: pen.polygon(self._px(points), fill=255))

    def text(self, at: Point, words: str, font: ImageFont.FreeTypeFont, colour: str, room: float) -> None:
        if font.getlength(words) > room * self.zoom:
            raise ValueError(f"does not fit: {words}")
        ImageDraw.Draw(self.image).text(self._px([at])[0], words, colour, font, anchor="lm")

    def shrink(self, size: Point) -> Image.Image:
        return self.image.resize((int(size[0]), int(size[1])), Image.Resampling.LANCZOS)


def polar(centre: Point, r: float, degrees: float) -> Point:
    return centre[0] + r * math.cos(math.radians(degrees)), centre[1] + r * math.sin(math.radians(degrees))


def face(fonts: Path, weight: str, size: float) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(fonts / f"NotoSansCJK-{weight}.ttc", size, index=SIMPLIFIED)


# The covers: a grid of 16 x 9 units, the motif around (10, 4.5).


def dial(c: Canvas) -> None:
    """Conduct and efficiency: three arcs, each further along than the last."""
    for r, end, alpha in ((1.5, 250, 0.5), (2.25, 295, 0.75), (3.0, 345, 1)):
        c.arc((10, 5.1), r, (150, 390), 0.34, alpha=0.16)
        c.arc((10, 5.1), r, (150, end), 0.34, alpha=alpha)
    c.disc(*polar((10, 5.1), 3.0, 345), 0.34, GOLD)
    c.disc(10, 5.1, 0.3)


def ranks(c: Canvas) -> None:
    """Civil servants: the twelve grades as a rising row."""
    for step in range(12):
        x, top = 6.45 + step * 0.64, 6.3 - step * 0.39
        c.box(x, top, x + 0.34, 7.1, 0.17, GOLD if step == 7 else WHITE, 0.3 + step * 0.06 if step != 7 else 1)
    c.line([(6.4, 7.5), (13.9, 7.5)], 0.05, alpha=0.5)


def petals(c: Canvas) -> None:
    """Social insurance: five branches around one person."""
    for turn in range(5):
        x, y = polar((10, 4.5), 1.5, turn * 72 - 90)
        c.disc(x, y, 1.75, alpha=0.2)
        c.arc((x, y), 1.75, (0, 360), 0.05, alpha=0.7)
    c.disc(10, 4.5, 0.36, GOLD)


def shelter(c: Canvas) -> None:
    """Work injury: layers of protection around a cross."""
    for r, alpha in ((3.15, 0.3), (2.5, 0.6)):
        c.line([polar((10, 4.5), r, a * 60 - 90) for a in range(8)], 0.1, alpha=alpha)
    c.poly([polar((10, 4.5), 1.85, a * 60 - 90) for a in range(6)], alpha=0.95)
    c.line([(10, 3.7), (10, 5.3)], 0.44, c.ground)
    c.line([(9.2, 4.5), (10.8, 4.5)], 0.44, c.ground)
    c.disc(*polar((10, 4.5), 3.15, -30), 0.24, GOLD)


def sheets(c: Canvas) -> None:
    """Labour contract: one copy for each side, signed."""
    c.box(7.0, 1.4, 10.9, 6.2, 0.22, alpha=0.28)
    c.box(9.0, 2.6, 12.9, 7.6, 0.22, alpha=0.92)
    for row, end in enumerate((12.2, 12.2, 11.4)):
        c.line([(9.7, 3.5 + row * 0.65), (end, 3.5 + row * 0.65)], 0.14, c.ground, 0.4)
    c.line([(9.8 + t / 40, 6.4 + (0.36 - t / 320) * math.sin(t / 6.5)) for t in range(97)], 0.13, "#c2933a")


def balance(c: Canvas) -> None:
    """Arbitration: two equal bowls, one beam."""
    c.line([(10, 1.9), (10, 7.4)], 0.16)
    c.line([(8.5, 7.4), (11.5, 7.4)], 0.16)
    c.line([(7.1, 2.5), (12.9, 2.5)], 0.16)
    for x, alpha in ((7.1, 0.95), (12.9, 0.5)):
        c.line([(x - 1.3, 5.0), (x, 2.5), (x + 1.3, 5.0)], 0.05, alpha=0.6)
        c.poly([polar((x, 5.0), 1.45, a) for a in range(181)], alpha=alpha)
    c.disc(10, 2.5, 0.36, GOLD)


def lens(c: Canvas) -> None:
    """Inspection: a closer look picks one thing out of many."""
    for row, column in itertools.product(range(7), range(9)):
        x, y = 6.4 + column * 0.9, 1.8 + row * 0.9
        away = math.dist((x, y), (10, 4.05))
        if not 1.95 < away < 2.5:
            c.disc(x, y, 0.2 if away < 2 else 0.09, alpha=0.95 if away < 2 else 0.3)
    c.arc((10, 4.05), 2.25, (0, 360), 0.16)
    c.line([polar((10, 4.05), 2.35, 45), polar((10, 4.05), 4.1, 45)], 0.34)
    c.disc(10.9, 3.6, 0.3, GOLD)


def paths(c: Canvas) -> None:
    """Employment: from one start, many ways."""
    for way, (end, y) in enumerate(((12.3, 1.4), (13.7, 2.9), (12.9, 4.5), (13.7, 6.1), (12.3, 7.6))):
        curve = [(6.5 + (end - 6.5) * t, 4.5 + (y - 4.5) * t * t * (3 - 2 * t)) for t in (s / 60 for s in range(61))]
        c.line(curve, 0.13, GOLD if way == 1 else WHITE, 1 if way == 1 else 0.6)
        c.disc(end, y, 0.34, GOLD if way == 1 else WHITE)
        c.disc(end, y, 0.15, c.ground)
    c.disc(6.5, 4.5, 0.62)


def counter(c: Canvas) -> None:
    """Service window: four panes, and the clock that a promise runs by."""
    for x, y, alpha in ((7.1, 1.4, 0.34), (7.1, 4.4, 0.2), (10.1, 4.4, 0.34), (10.1, 1.4, 0.95)):
        c.box(x, y, x + 2.8, y + 2.8, 0.22, alpha=alpha)
    c.arc((11.5, 2.8), 0.92, (0, 360), 0.14, c.ground)
    c.line([(11.5, 2.2), (11.5, 2.8), (11.95, 3.1)], 0.14, c.ground)
    c.line([(6.3, 7.65), (13.7, 7.65)], 0.2, GOLD)


def keyhole(c: Canvas) -> None:
    """Secrecy: three levels around one keyhole."""
    for r, start, sweep, alpha in ((3.1, -60, 290, 0.35), (2.4, 150, 300, 0.6), (1.7, 20, 310, 0.95)):
        c.arc((10, 4.5), r, (start, start + sweep), 0.22, alpha=alpha)
    c.disc(10, 4.2, 0.46, GOLD)
    c.poly([(9.82, 4.3), (10.18, 4.3), (10.42, 5.4), (9.58, 5.4)], GOLD)


def cycle(c: Canvas) -> None:
    """Quality: four steps that lead into each other."""
    corners = [(7.7, 2.3), (12.3, 2.3), (12.3, 6.7), (7.7, 6.7)]
    for turn, (x, y) in enumerate(corners):
        nx, ny = corners[(turn + 1) % 4]
        dx, dy = (nx > x) - (nx < x), (ny > y) - (ny < y)
        tip = (nx - dx * 1.25, ny - dy * 1.25)
        c.line([(x + dx * 1.25, y + dy * 1.25), tip], 0.11, alpha=0.75)
        wings = [(tip[0] - dx * 0.32 + s * dy * 0.32, tip[1] - dy * 0.32 + s * dx * 0.32) for s in (-1, 1)]
        c.line([wings[0], tip, wings[1]], 0.11, alpha=0.75)
        c.box(x - 0.9, y - 0.9, x + 0.9, y + 0.9, 0.3, GOLD if turn == 1 else WHITE, (0.95, 1, 0.6, 0.35)[turn])


def summit(c: Canvas) -> None:
    """Leadership: ranges behind ranges, and a light above them."""
    c.disc(11.7, 2.3, 0.62, GOLD)
    c.poly([(8.3, 7.2), (11.4, 3.3), (14.5, 7.2)], alpha=0.25)
    c.poly([(5.6, 7.2), (7.6, 4.6), (9.7, 7.2)], alpha=0.4)
    c.poly([(6.6, 7.2), (9.5, 2.4), (12.4, 7.2)], alpha=0.92)
    c.poly([(9.5, 2.4), (12.4, 7.2), (9.5, 7.2)], c.ground, 0.22)
    c.line([(5.6, 7.6), (14.5, 7.6)], 0.05, alpha=0.5)


COVERS: list[tuple[Callable[[Canvas], None], str]] = [
    (dial, "#1f4b8f"), (ranks, "#2e4178"), (petals, "#1e667c"), (shelter, "#1e667c"),
    (sheets, "#4b4a86"), (balance, "#4b4a86"), (lens, "#4b4a86"), (paths, "#2a6a5a"),
    (counter, "#2a6ba0"), (keyhole, "#2b3d57"), (cycle, "#5f5650"), (summit, "#5d4470"),
]  # fmt: skip


def darker(colour: str, share: float) -> str:
    return "#" + "".join(f"{round(int(colour[i : i + 2], 16) * share):02x}" for i in (1, 3, 5))


def cover(number: int, fonts: Path) -> None:
    motif, ground = COVERS[number - 1]
    c = Canvas(16, 9, 180, ground, darker(ground, 0.74))
    c.disc(10, 4.5, 4.05, alpha=0.06)
    for x, y in itertools.product(range(1, 6), range(1, 7)):
        c.disc(x, y, 0.025, alpha=0.28)
    motif(c)
    c.line([(1, 7.45), (1.7, 7.45)], 0.07, GOLD)
    c.text((0.96, 8), f"CIP-{number:02}", face(fonts, "Bold", 84), WHITE, 4)
    c.shrink((960, 540)).save(MEDIA / f"cover-cip-{number:02}.webp", quality=86, method=6)
