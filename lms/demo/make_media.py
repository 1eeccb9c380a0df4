"""Draw the demo bureau's course covers and its two short videos.

Run by an author, never by the site: its results are committed in data/media.
Needs Pillow, ffmpeg and Debian's fonts-noto-cjk:

    python -m lms.demo.make_media

The words of the videos are in data/media/videos.toml.
"""

import argparse
import itertools
import math
import subprocess
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from PIL import Image

from lms.demo.media_covers import COVERS, GOLD, MEDIA, WHITE, Canvas, cover, darker, face

FONTS = Path("/usr/share/fonts/opentype/noto")
INK, GREY, PAPER, LINE = "#1b2a41", "#586579", "#f5f7fa", "#d5dce6"
FPS, FADE = 25, 14  # frames a second, frames of one cross-fade
Scene = tuple[Image.Image, float, str]  # the picture, its seconds, its caption


def card(film: dict[str, Any], slide: dict[str, Any], fonts: Path) -> Image.Image:
    """The first or the last picture of a film: white words on the cover's ground."""
    c = Canvas(1280, 720, 2, film["colour"], darker(film["colour"], 0.74))
    for r, alpha in ((430, 0.05), (310, 0.06), (190, 0.08)):
        c.disc(1180, 90, r, alpha=alpha)
    c.line([(110, 190), (190, 190)], 8, GOLD)
    for row, words in enumerate(slide["lines"]):
        size, weight = (68, "Bold") if row == 0 or slide.get("even") else (40, "Regular")
        c.text((110, 280 + row * 110), words, face(fonts, weight, size * 2), WHITE, 1060)
    return c.shrink((1280, 720))


def slide_picture(film: dict[str, Any], slide: dict[str, Any], shown: int, fonts: Path) -> Image.Image:
    c = Canvas(1280, 720, 2, PAPER)
    c.box(0, 0, 1280, 132, 0, film["colour"])
    c.text((90, 66), slide["head"], face(fonts, "Bold", 108), WHITE, 780)
    if "note" in slide:
        font = face(fonts, "Regular", 72)
        c.text((1190 - font.getlength(slide["note"]) / 2, 68), slide["note"], font, GOLD, 400)
    for number, row in enumerate(slide["rows"]):
        c.box(90, 172 + number * 142, 1190, 294 + number * 142, 14, LINE, 0.4)
        if number < shown:
            show_row(c, row, 172 + number * 142, number == shown - 1, film["colour"], fonts)
    return c.shrink((1280, 720))


def show_row(c: Canvas, row: dict[str, Any], y: int, newest: bool, colour: str, fonts: Path) -> None:
    c.box(90, y, 1190, y + 122, 14, LINE)
    c.box(92, y + 2, 1188, y + 120, 12, WHITE)
    c.box(90, y, 104, y + 122, 6, colour if newest else LINE)
    c.text((136, y + 61), row["key"], face(fonts, "Bold", 92), colour if newest else GREY, 240)
    if "years" in row:
        c.box(380, y + 36, 380 + row["years"] * 17, y + 86, 8, colour, 0.9 if newest else 0.4)
    c.text((404 + row.get("years", 0) * 17, y + 61), row["text"], face(fonts, "Regular", 92), INK, 770)


def scenes(film: dict[str, Any], fonts: Path) -> Iterator[Scene]:
    for slide in film["slides"]:
        if "lines" in slide:
            yield card(film, slide, fonts), seconds(slide["say"]), slide["say"]
        for number, row in enumerate(slide.get("rows", [])):
            yield slide_picture(film, slide, number + 1, fonts), seconds(row["say"]), row["say"]


def seconds(words: str) -> float:
    """Time to read a caption at an easy pace."""
    return round(max(3.2, 1.0 + len(words) / 7.8), 1)


def frames(reel: list[Scene]) -> Iterator[bytes]:
    """Every picture for its time; its first frames blend over from the one before."""
    before = reel[0][0]
    for picture, length, _ in reel:
        for step in range(FADE):
            share = (1 - math.cos(math.pi * (step + 1) / FADE)) / 2
            yield Image.blend(before, picture, share).tobytes()
        yield from itertools.repeat(picture.tobytes(), round(length * FPS) - FADE)
        before = picture


def encode(reel: list[Scene], target: Path) -> None:
    picture = f"-f rawvideo -pix_fmt rgb24 -s 1280x720 -r {FPS} -i - -f lavfi -i anullsrc=r=44100:cl=mono -shortest"
    video = "-c:v libx264 -preset slow -crf 24 -tune animation -pix_fmt yuv420p -g 125"
    rest = "-c:a aac -b:a 24k -movflags +faststart -map_metadata -1"
    command = ["ffmpeg", "-v", "error", "-y", *picture.split(), *video.split(), *rest.split(), str(target)]
    with subprocess.Popen(command, stdin=subprocess.PIPE) as process:
        assert process.stdin
        for frame in frames(reel):
            process.stdin.write(frame)
        process.stdin.close()
    if process.returncode:
        raise RuntimeError("ffmpeg failed")


def make_smaller(film: Path, target: Path) -> None:
    """The same film for slow lines."""
    video = "-vf scale=640:360 -c:v libx264 -preset slow -crf 27 -tune animation -pix_fmt yuv420p -g 125"
    rest = "-c:a copy -movflags +faststart -map_metadata -1"
    command = ["ffmpeg", "-v", "error", "-y", "-i", str(film), *video.split(), *rest.split(), str(target)]
    subprocess.run(command, check=True)


def clock(at: float) -> str:
    return f"{int(at // 60):02}:{at % 60:06.3f}"


def captions(reel: list[Scene]) -> str:
    cues, at = ["WEBVTT"], 0.0
    for number, (_, length, words) in enumerate(reel, 1):
        cues.append(f"{number}\n{clock(at)} --> {clock(at + length)}\n{two_lines(words)}")
        at += length
    return "\n\n".join(cues) + "\n"


def two_lines(words: str) -> str:
    """Break a long caption after the mark nearest its middle."""
    marks = [place + 1 for place, sign in enumerate(words[:-1]) if sign in "，。：；"]
    if len(words) <= 22 or not marks:
        return words
    cut = min(marks, key=lambda place: abs(place - len(words) / 2))
    return f"{words[:cut]}\n{words[cut:]}"


def transcript(film: dict[str, Any]) -> str:
    parts = [film["title"]]
    for slide in film["slides"]:
        says = slide["say"] if "lines" in slide else "".join(row["say"] for row in slide["rows"])
        head = f"{slide['head']}（{slide['note']}）" if "note" in slide else slide.get("head", "")
        parts.append(f"{head}\n{says}".strip())
    return "\n\n".join(parts) + "\n"


def make_film(film: dict[str, Any], fonts: Path) -> None:
    reel = list(scenes(film, fonts))
    reel[0][0].save(MEDIA / f"{film['name']}.webp", quality=84, method=6)
    encode(reel, MEDIA / f"{film['name']}.mp4")
    if film.get("smaller"):
        make_smaller(MEDIA / f"{film['name']}.mp4", MEDIA / f"{film['name']}-360.mp4")
    (MEDIA / f"{film['name']}.vtt").write_text(captions(reel), "utf-8")
    (MEDIA / f"{film['name']}.txt").write_text(transcript(film), "utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--fonts", type=Path, default=FONTS)
    parser.add_argument("--only", choices=("covers", "films"))
    chosen = parser.parse_args()
    if chosen.only != "films":
        for number in range(1, len(COVERS) + 1):
            cover(number, chosen.fonts)
    if chosen.only != "covers":
        for film in tomllib.loads((MEDIA / "videos.toml").read_text("utf-8"))["films"]:
            make_film(film, chosen.fonts)


if __name__ == "__main__":
    main()
