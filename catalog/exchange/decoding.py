"""Bytes to text and text to JSON values, as catalogs write them; pure, so a child process reads it.

Nothing here knows Django: a file that a person sends is read in a process with limits of its own.
"""

import codecs
import json
from collections.abc import Iterator
from typing import Any

#: Fewer undecodable places than this share of the signs beyond ASCII: a UTF-8 file that is damaged.
_DAMAGED = 0.05
#: A text in GB 18030 has more signs in common use than this share; other bytes have fewer.
_MOSTLY = 0.5
#: In UTF-16 at least one byte in so many is the zero of a letter, a comma or a line end.
_LATIN, _CHINESE = 3, 100
#: Lead bytes of the signs in common use, by encoding: GB 2312 level one, Big5 level one.
_COMMON = {"gb18030": (0xB0, 0xD7, 0xA1), "big5hkscs": (0xA4, 0xC6, 0x40)}


class Unreadable(Exception):
    """A file that cannot be read: which fault it has, and the places that the sentence names."""

    def __init__(self, fault: str, **values: Any) -> None:
        super().__init__(fault)
        self.fault, self.values = fault, values


def _share_of_common(text: str, encoding: str) -> float:
    """How many of the signs beyond ASCII are in common use under the encoding."""
    first, last, trail = _COMMON[encoding]
    sample = [sign for sign in text[:20_000] if ord(sign) > 0x7F]
    written = (sign.encode(encoding, "ignore") for sign in sample)
    common = sum(
        1
        for raw in written
        if len(raw) == 2 and first <= raw[0] <= last <= 0xFF and raw[1] >= trail
    )
    return common / len(sample) if sample else 0.0


def _unmarked_utf16(raw: bytes, bytes_to_a_zero: int) -> str:
    """The text of UTF-16 that does not begin with its mark, or nothing.

    Its commas and line ends have a zero in one half, always the same; no other text has any.
    """
    for encoding, half in (("utf-16-le", 1), ("utf-16-be", 0)):
        zeros = raw[half::2].count(0)
        if zeros * bytes_to_a_zero < len(raw) or raw[1 - half :: 2].count(0):
            continue
        text = raw.decode(encoding, "ignore")
        if all(sign.isprintable() or sign.isspace() for sign in text[:20_000]):
            return text
    return ""


def _tell_damage(raw: bytes) -> None:
    """Of a text in GB 18030 with a few bad bytes, say in which line the first of them is.

    :raises Unreadable: it is such a text.
    """
    try:
        raw.decode("gb18030")
    except UnicodeDecodeError as error:
        loose = raw.decode("gb18030", "replace")
        beyond = sum(1 for sign in loose if ord(sign) > 0x7F)
        few = loose.count("\ufffd") < _DAMAGED * beyond
        if few and _share_of_common(loose.replace("\ufffd", ""), "gb18030") > _MOSTLY:
            line = raw.count(b"\n", 0, error.start) + 1
            raise Unreadable("DAMAGED", line=line) from error


def text_of(raw: bytes) -> str:
    """The text, whichever of UTF-8, UTF-16, GB 18030 and Big5 it is in.

    :raises Unreadable: it is empty, damaged, or none of these.
    """
    if not raw.strip():
        raise Unreadable("EMPTY")
    if raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        try:
            return raw.decode("utf-16")
        except UnicodeDecodeError as error:
            line = raw[: error.start].decode("utf-16", "ignore").count("\n") + 1
            raise Unreadable("DAMAGED", line=line) from error
    latin = _unmarked_utf16(raw, _LATIN)
    if latin:
        return latin
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        chinese = _unmarked_utf16(raw, _CHINESE)
        if chinese:
            return chinese
        loose = raw.decode("utf-8", "replace")
        beyond = sum(1 for sign in loose if ord(sign) > 0x7F)
        if loose.count("\ufffd") < _DAMAGED * beyond:
            line = raw.count(b"\n", 0, error.start) + 1
            raise Unreadable("DAMAGED", line=line) from error
    found: list[tuple[float, str]] = []
    for encoding in _COMMON:
        try:
            text = raw.decode(encoding)
        except UnicodeDecodeError:
            continue
        found.append((_share_of_common(text, encoding), text))
    if not found:
        _tell_damage(raw)
        raise Unreadable("NO_ENCODING")
    return max(found, key=lambda each: each[0])[1]


def json_values(text: str) -> Iterator[Any]:
    """Every JSON value of the text, one after another.

    :raises Unreadable: one of them is no JSON.
    """
    decoder = json.JSONDecoder()
    place = 0
    number = 0
    while True:
        while place < len(text) and text[place] in " \r\n\t,":
            place += 1
        if place >= len(text):
            return
        number += 1
        try:
            value, place = decoder.raw_decode(text, place)
        except (ValueError, RecursionError) as error:
            # A number with more digits than Python reads is a ValueError without a place.
            line = text.count("\n", 0, getattr(error, "pos", place)) + 1
            raise Unreadable("NOT_JSON", row=number, line=line) from error
        yield value
