"""Where in a text that was found the words that were looked for stand."""

from collections.abc import Iterator

from catalog.search import words
from catalog.search.reading import Reading, Word


def marked(text: str, reading: Reading) -> list[tuple[str, bool]]:
    """The text in pieces, and whether each is one that was looked for; none is empty."""
    compared = words.plain(text)
    if len(compared) != len(text):  # one sign became two: places would not agree
        return [(text, False)] if text else []
    is_found = [False] * len(text)
    for word in reading.words:
        for start, end in _places(compared, word):
            is_found[start:end] = [True] * (end - start)
    pieces: list[tuple[str, bool]] = []
    for sign, found in zip(text, is_found, strict=True):
        if pieces and pieces[-1][1] == found:
            pieces[-1] = (pieces[-1][0] + sign, found)
        else:
            pieces.append((sign, found))
    return pieces


def _places(text: str, word: Word) -> Iterator[tuple[int, int]]:
    for said in word.said:
        start = text.find(said)
        while said and start >= 0:
            yield start, start + len(said)
            start = text.find(said, start + 1)
    if word.is_latin:
        yield from _sounding(text, word.text)


def _sounding(text: str, letters: str) -> Iterator[tuple[int, int]]:
    """Characters that are read as the letters, whole or by their initials."""
    spelt = [spelling for spelling in words.spellings(letters) if len(spelling) > 1]
    place = 0
    for run, is_chinese in words.runs(text):
        place = text.index(run, place)
        read = words.sounds(run) if is_chinese else []
        for start in range(len(read)):
            for spelling in spelt:
                heard = read[start : start + len(spelling)]
                if _is_heard(heard, spelling):
                    yield place + start, place + start + len(spelling)
            heard = read[start : start + len(letters)]
            if len(letters) > 1 and [sound[0] for sound in heard] == list(letters):
                yield place + start, place + start + len(letters)
        place += len(run)


def _is_heard(heard: list[str], spelling: tuple[str, ...]) -> bool:
    if len(heard) < len(spelling):
        return False
    *whole, last = zip(heard, spelling, strict=True)
    return all(one == other for one, other in whole) and last[0].startswith(last[1])
