"""What no column takes as text: NUL characters and lone surrogates, found before they are used."""

from collections.abc import Iterable, Mapping
from typing import Any


def is_text(value: str) -> bool:
    """Whether the value can be stored and sent: no NUL, no half of a surrogate pair."""
    try:
        value.encode()
    except UnicodeEncodeError:
        return False
    return "\x00" not in value


def _strings(value: Any) -> Iterable[str]:
    """Every string of a decoded JSON value, names included; a stack, since values may be deep."""
    waiting = [value]
    while waiting:
        one = waiting.pop()
        if isinstance(one, str):
            yield one
        elif isinstance(one, Mapping):
            waiting.extend(one.keys())
            waiting.extend(one.values())
        elif isinstance(one, list):
            waiting.extend(one)


def not_text(sent: Mapping[str, Any]) -> list[str]:
    """The names of what was sent under which something is no text, in order."""
    return sorted(
        name
        for name, value in sent.items()
        if not all(is_text(one) for one in (name, *_strings(value)))
    )
