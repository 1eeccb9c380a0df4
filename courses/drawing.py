"""Which questions a section may have, and which a paper gets: by their keys, so that a large bank costs no more."""

from collections.abc import Iterator, Mapping, Sequence
from random import Random

from courses import pools as remembered
from courses.models import Question
from courses.pools import Section, pool

__all__ = ["Unservable", "allot", "draw", "pool", "pools"]


class Unservable(Exception):  # noqa: N818 - a state of the bank, not a defect
    """These sections, by place, together need more questions than there are for them."""

    def __init__(self, places: Sequence[int], needed: int, available: int) -> None:
        super().__init__(f"sections {[place + 1 for place in places]}: {needed} needed, {available} available")
        self.places, self.needed, self.available = tuple(places), needed, available


def pools(sections: Sequence[Section]) -> list[list[int]]:
    """By section, the keys of all its questions as they are now, those named by code in their order."""
    return [_named(section) if section["codes"] else list(remembered.read(section)) for section in sections]


def _named(section: Section) -> list[int]:
    found = dict(pool(section).values_list("code", "pk"))
    return [found[code] for code in section["codes"] if code in found]


def draw(sections: Sequence[Section], rng: Random) -> list[list[int]]:
    """By section, the keys of the questions of one paper, none twice, in random order. Raises Unservable.

    A section alone is a simple random sample of its pool. Where sections want the same questions, the one that asks
    for more goes first; should that leave one of them short although the bank suffices, the questions are allotted.
    A large bank's pools are remembered for some minutes (`pools`); what was drawn from them still stands, or all is
    read again.
    """
    if remembered.is_small():
        return _drawn(sections, rng, {})
    known = {place: remembered.keys_of(section) for place, section in enumerate(sections) if not section["codes"]}
    try:
        found = _drawn(sections, rng, known)
        if _stand(key for keys in found for key in keys):
            return found
    except Unservable:
        pass  # a bank may have grown since
    remembered.forget()
    return _drawn(sections, rng, {})


def _stand(keys: Iterator[int]) -> bool:
    wanted = set(keys)
    return Question.objects.current().filter(pk__in=wanted).count() == len(wanted)


def _drawn(sections: Sequence[Section], rng: Random, known: Mapping[int, Sequence[int]]) -> list[list[int]]:
    """`known` are the keys of a section, by its place; others are read."""
    found: list[list[int]] = [[] for _ in sections]
    taken: set[int] = set()
    for place in sorted(range(len(sections)), key=lambda place: -_asks(sections[place])):
        section = sections[place]
        if section["codes"]:
            found[place] = _named(section)
        else:
            found[place] = _sample(known.get(place) or remembered.read(section), section["count"], taken, rng)
        if len(found[place]) < section["count"] or (section["codes"] and taken.intersection(found[place])):
            return _allotted(sections, rng)
        taken.update(found[place])
    return found


def _asks(section: Section) -> int:
    """How narrow a section is."""
    return 100 * bool(section["codes"]) + 2 * len(section["tags"]) + 2 * bool(section["difficulty"]) + bool(
        section["kind"])


def _sample(keys: Sequence[int], count: int, taken: set[int], rng: Random) -> list[int]:
    """A simple random sample of the keys without what is taken; shorter when there is not enough."""
    some = rng.sample(keys, min(len(keys), count + len(taken)))  # so many that enough are left
    return [key for key in some if key not in taken][:count]


def _allotted(sections: Sequence[Section], rng: Random) -> list[list[int]]:
    """The same with all pools read: it fails only when the bank cannot serve."""
    found = pools(sections)
    for keys, section in zip(found, sections, strict=True):
        if not section["codes"]:
            rng.shuffle(keys)
    return allot(found, [section["count"] for section in sections])


def allot(pools: Sequence[Sequence[int]], counts: Sequence[int]) -> list[list[int]]:
    """From each pool as many keys as asked, none twice. Raises Unservable with sections that prove it impossible."""
    allotment = _Allotment(pools)
    for place, count in enumerate(counts):
        for _ in range(count):
            if reached := allotment.give(place):
                union = set().union(*(pools[one] for one in reached))
                raise Unservable(reached, sum(counts[one] for one in reached), len(union))
    return allotment.given


class _Allotment:
    """Augmenting paths: a section without a free question takes one of another that can have another free one."""

    def __init__(self, pools: Sequence[Sequence[int]]) -> None:
        self.given: list[list[int]] = [[] for _ in pools]
        self.free = [iter(keys) for keys in pools]
        self.wanted = [set(keys) for keys in pools]
        self.taken: set[int] = set()

    def give(self, place: int) -> list[int]:
        """One more to the section; or, where there is no way, the sections reached: every question that one of them
        may have is in use by them, so that together they ask for more than there is."""
        came: dict[int, tuple[int, int] | None] = {place: None}
        for here in (reached := [place]):
            key = next((key for key in self.free[here] if key not in self.taken), None)
            if key is not None:
                self.taken.add(key)
                self._hand_on(here, key, came)
                return []
            for other, shared in self._shared_with(here):
                if other not in came:
                    came[other] = (here, shared)
                    reached.append(other)
        return sorted(reached)

    def _shared_with(self, here: int) -> Iterator[tuple[int, int]]:
        """Each section that has a question `here` may have, and that question."""
        for other, keys in enumerate(self.given):
            shared = next((key for key in keys if key in self.wanted[here]), None)
            if shared is not None:
                yield other, shared

    def _hand_on(self, here: int, key: int, came: Mapping[int, tuple[int, int] | None]) -> None:
        """`here` takes the key and hands on the one its neighbour wanted, back to the section that began."""
        while True:
            self.given[here].append(key)
            back = came[here]
            if back is None:
                return
            neighbour, key = back
            self.given[here].remove(key)
            here = neighbour
