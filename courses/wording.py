"""When two texts say the same, however they were typed. Pure functions over values."""

import re
import unicodedata

UNSEEN = re.compile(r"[\s\u200b-\u200f\u2060\ufeff]+")  # spaces of every width, and marks nobody sees
GROUPED = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")  # 1,000,000


def folded(text: str) -> str:
    """The text without what a typist does not mean: width, case, spaces, the commas in a number.

    Full-width letters, digits and signs become half-width (Unicode NFKC). Numerals written in Chinese stay
    what they are: 三十 and 30 are two forms, both of which an editor may accept.
    """
    return GROUPED.sub("", UNSEEN.sub("", unicodedata.normalize("NFKC", text)).casefold().replace("。", "."))
