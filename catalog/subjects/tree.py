"""The tree as numbers: what stands below a node, and what was merged into it. Pure."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

#: Id, code, id of the parent, id of what it was merged into.
type Row = tuple[int, str, int | None, int | None]


class Tree:
    """Nodes by id; asked for those below one, those found under one, and those above one."""

    def __init__(self, rows: Iterable[Row]) -> None:
        self.codes: dict[int, str] = {}
        self._above: dict[int, tuple[int, ...]] = {}
        self._children: dict[int, list[int]] = defaultdict(list)
        self._found_under: dict[int, list[int]] = defaultdict(list)
        for pk, code, parent_id, heir_id in rows:
            self.codes[pk] = code
            self._above[pk] = tuple(each for each in (parent_id, heir_id) if each is not None)
            if parent_id is not None:
                self._children[parent_id].append(pk)
            for above in self._above[pk]:
                self._found_under[above].append(pk)
        self.ids = {code: pk for pk, code in self.codes.items()}

    def below(self, pk: int) -> set[int]:
        """The node and everything below it."""
        return set(_reached([pk], self._children))

    def within(self, pks: Iterable[int]) -> set[int]:
        """The nodes whose entries are found under these: below them, or merged into them."""
        return set(_reached(pks, self._found_under))

    def codes_over(self, pk: int) -> tuple[str, ...]:
        """The codes under which an entry of the node is found: its own, and those above it."""
        return tuple(self.codes[each] for each in _reached([pk], self._above))


def _reached(starts: Iterable[int], links: Mapping[int, Iterable[int]]) -> Iterator[int]:
    """Every node that the links lead to, each once, the starts among them."""
    seen: set[int] = set()
    waiting = list(starts)
    while waiting:
        pk = waiting.pop()
        if pk not in seen:
            seen.add(pk)
            yield pk
            waiting.extend(links.get(pk, ()))
