"""Names that are nearly the same, found among tens of thousands without comparing all of them."""

from collections import Counter
from collections.abc import Iterable
from math import ceil

from catalog.search.words import plain

#: Pairs of neighbouring signs that two names share, of all pairs in either: from here on alike.
_ALIKE = 0.75


def name_key(name: str) -> str:
    """The name without width, case, script, blanks and punctuation."""
    return "".join(sign for sign in plain(name) if sign.isalnum())


def _pairs(key: str) -> frozenset[str]:
    return frozenset(key[place : place + 2] for place in range(len(key) - 1)) or frozenset({key})


class NearNames:
    """An index of names by their rarest pairs: two names that are alike share one of those."""

    def __init__(self, names: Iterable[str]) -> None:
        known = [(name, _pairs(name_key(name))) for name in names]
        self._counts = Counter(pair for _name, pairs in known for pair in pairs)
        self._by_pair: dict[str, list[tuple[str, frozenset[str]]]] = {}
        for name, pairs in known:
            for pair in self._rarest(pairs):
                self._by_pair.setdefault(pair, []).append((name, pairs))

    def _rarest(self, pairs: frozenset[str]) -> list[str]:
        # Of n pairs, alike names share ceil(0.75 n); so one of the other n - that + 1 is shared.
        ordered = sorted(pairs, key=lambda pair: (self._counts[pair], pair))
        return ordered[: len(ordered) - ceil(_ALIKE * len(ordered)) + 1]

    def near(self, name: str, *, most: int = 3) -> list[str]:
        """Other names that are nearly this one, the nearest first."""
        pairs = _pairs(name_key(name))
        found: dict[str, float] = {}
        for pair in self._rarest(pairs):
            for other, others in self._by_pair.get(pair, ()):
                if other == name or other in found:
                    continue
                share = len(pairs & others) / len(pairs | others)
                if share >= _ALIKE:
                    found[other] = share
        return sorted(found, key=lambda other: (-found[other], other))[:most]
