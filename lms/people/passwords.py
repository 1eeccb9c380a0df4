"""Password rules (design 1, accounts)."""

import re
from functools import cache

from django.conf import settings
from django.contrib.auth.password_validation import CommonPasswordValidator, MinimumLengthValidator
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from pypinyin import lazy_pinyin

CLASSES = (r"[a-z]", r"[A-Z]", r"\d", r"[^A-Za-z0-9]")
# What fingers run along: rows, columns, counting, the alphabet; forwards and backwards.
ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm", "1234567890", "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol0p", "!@#$%^&*()",
        "abcdefghijklmnopqrstuvwxyz")
RUN, LEAST_OWN = 4, 5
WORDS = ("password", "passw0rd", "p@ssw0rd", "p@ssword", "admin", "administrator", "welcome", "letmein", "iloveyou",
         "woaini", "nengli", "tisheng", "laodong", "shebao", "renshe", "laobao", "baozhang")


class LengthValidator(MinimumLengthValidator):
    """The framework's own, with a message that its Chinese catalogue lacks."""

    def get_error_message(self) -> str:
        return _("At least %(count)d characters are needed.") % {"count": self.min_length}


class ThreeClassesValidator:
    """Three of: lower case, upper case, digit, other."""

    def validate(self, password: str, user=None) -> None:
        if sum(bool(re.search(pattern, password)) for pattern in CLASSES) < 3:
            raise ValidationError(self.get_help_text(), code="password_too_few_classes")

    def get_help_text(self) -> str:
        return _("Use at least three of: lower-case letters, upper-case letters, digits, other characters.")


class ObviousValidator:
    """What everybody tries first, dressed up: what is left without it must still be a password's worth."""

    def validate(self, password: str, user=None) -> None:
        plain = password.lower()
        if plain in _common() or len(own_part(plain)) < LEAST_OWN:
            raise ValidationError(self.get_help_text(), code="password_obvious")

    def get_help_text(self) -> str:
        return _("Too easy to guess: no common password, row of keys, counting, repetition, year or bureau's name.")


def own_part(plain: str) -> str:
    """What remains of a lower-case password without runs, repetitions, years, the usual words and the bureau's name."""
    rest = re.sub(r"(.{1,4}?)\1{2,}", "", plain)  # aaaa, abcabcabc
    rest = re.sub(r"(19|20)\d\d", "", rest)
    for word in (*bureau_words(), *WORDS):
        rest = rest.replace(word, "")
    kept, at = "", 0
    while at < len(rest):
        run = _run_at(rest, at)
        kept, at = (kept, at + run) if run >= RUN else (kept + rest[at], at + 1)
    return kept


def _run_at(text: str, at: int) -> int:
    """How long fingers run along a row from here."""
    longest = 0
    for row in (*ROWS, *(row[::-1] for row in ROWS)):
        length = 0
        while at + length < len(text) and text[at : at + length + 1] in row:
            length += 1
        longest = max(longest, length)
    return longest


@cache
def bureau_words() -> tuple[str, ...]:
    """The bureau's name in pinyin, every part of two syllables or more, longest first; and its initials."""
    syllables = lazy_pinyin(settings.BUREAU_NAME)
    parts = {"".join(syllables[a:b]) for a in range(len(syllables)) for b in range(a + 2, len(syllables) + 1)}
    initials = "".join(syllable[:1] for syllable in syllables)
    return (*sorted(parts, key=len, reverse=True), initials)


@cache
def _common() -> frozenset[str]:
    return frozenset(CommonPasswordValidator().passwords)
