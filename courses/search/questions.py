"""What a person typed, as a question for the index. Pure, apart from the word list of the segmenter."""

import re
from dataclasses import dataclass
from functools import lru_cache

from courses.search.tokens import (
    ARTICLE,
    NUMBERED,
    NUMERAL,
    PINYIN,
    RUN,
    TITLE,
    names_of,
    numeral_of,
    pairs_of,
    tidy,
)

LONGEST = 100  # characters
MOST_TERMS = 12

# Words that ask rather than say; left out while anything else remains.
STOP_WORDS = frozenset(
    "的了吗呢吧啊么是在和与及或有要我你您他们这那能会把被对于就都也还又请给让为以从到向几个算中后前时咋啥谁来去做用不"
) | {
    "怎么", "怎样", "如何", "什么", "哪些", "哪个", "哪里", "多少", "多久", "多长", "几天", "几个", "可以", "能否",
    "是否", "应该", "应当", "需要", "请问", "关于", "有关", "相关", "一个", "我们", "你们", "他们", "这个", "那个",
    "为什么", "以及", "或者", "还是", "不是", "时候", "的话", "怎么办",
}
# A single character the segmenter leaves behind belongs to the word before it when it ends nouns: 社会保险 + 法.
SUFFIXES = frozenset("法费金证率卡书表员者人期款案科局处院站所会权制性化岗类级档号单册险业假")


@dataclass(frozen=True)
class Term:
    """One thing that must be found. `groups`: of each, any one token; `pattern`: how it looks in a text;
    `exact`: what the text must hold literally where tokens alone could deceive.
    """

    text: str
    groups: tuple[tuple[str, ...], ...]
    pattern: str
    exact: str = ""


@dataclass(frozen=True)
class Asked:
    """`text` as it was typed, tidy; `problem` is "", "long" or "empty"."""

    text: str
    terms: tuple[Term, ...] = ()
    problem: str = ""

    @property
    def groups(self) -> list[tuple[str, ...]]:
        return list(dict.fromkeys(group for term in self.terms for group in term.groups))

    @property
    def title_groups(self) -> list[tuple[str, ...]]:
        """The same of the title; pinyin is of a title already."""
        return [tuple(one if one[0] == PINYIN else TITLE + one for one in group) for group in self.groups]


def ask(typed: str) -> Asked:
    """The question in what was typed; with a problem instead when it cannot be asked."""
    text = " ".join(tidy(typed).split())
    if len(text) > LONGEST:
        return Asked(text[:LONGEST], problem="long")
    terms = tuple({term.groups: term for term in _terms(text)}.values())[:MOST_TERMS]
    return Asked(text, terms, "" if terms else "empty")


def _terms(text: str) -> list[Term]:
    articles = list(NUMBERED.finditer(text))
    words = [word for run in RUN.findall(NUMBERED.sub(" ", text).lower()) for word in _words(run)]
    telling = [word for word in words if word not in STOP_WORDS]
    return [_word(word) for word in telling or ([] if articles else words)] + [_article(one) for one in articles]


def _words(run: str) -> list[str]:
    """A run of Chinese in words, a noun's ending put back to it; letters and digits are words already."""
    if run[0] < "\x80":
        return [run]
    words: list[str] = []
    pieces = _segmenter()(run)
    if max(map(len, pieces)) == 1 and not STOP_WORDS.intersection(pieces):
        return [run]  # a name, which no dictionary has
    for word in pieces:
        if words and word in SUFFIXES and words[-1] not in STOP_WORDS:
            words[-1] += word
        else:
            words.append(word)
    return words


@lru_cache
def _segmenter():
    from rjieba import cut  # its dictionary takes 30 MB and a tenth of a second: only who searches needs it

    return cut


def _word(word: str) -> Term:
    if word[0] < "\x80":
        other = (PINYIN + word,) if word.isalpha() else ()
        return Term(word, ((word, *other),), rf"(?<![a-z0-9]){word}" if word.isdigit() else word)
    return Term(word, tuple((pair,) for pair in pairs_of(word)), re.escape(word), word if len(word) > 2 else "")


def _article(found: re.Match) -> Term:
    """第62条, however its number is written."""
    *_, name = names_of(found)
    number, unit, part = re.match("([0-9]+)(.)(?:之([0-9]+))?", name).groups()  # type: ignore[union-attr]
    pattern = rf"第? ?(?<![{NUMERAL}])(?:{_either(number)}) ?{unit}" + (f"之(?:{_either(part)})" if part else "")
    return Term(found[0].strip(), ((ARTICLE + name,),), pattern)


def _either(number: str) -> str:
    return f"{number}|{numeral_of(int(number))}" if len(number) < 5 else number
