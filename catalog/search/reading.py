"""What is typed into the search field, read: which queries find it, the surest first."""

import re
from dataclasses import dataclass
from functools import cached_property

from catalog.search import words

#: So many words of a search are read; the rest is not looked for.
MOST_WORDS = 8
#: How the names of offices end.
_OFFICES = ("局", "委", "办", "厅", "院", "部", "会", "署", "处", "中心")
#: Longer words are no initials.
_MOST_INITIALS = 6
_BETWEEN = re.compile(r"[\s,，、;；。？?！!《》“”\"'()（）【】\[\]]+")
_CODE = re.compile(r"^[0-9A-Za-z]+(?:[/\-][0-9A-Za-z]+)+$|^\d{6,}$")


@dataclass(frozen=True)
class Word:
    """One word that was typed, plain, and the queries that find it."""

    typed: str

    @cached_property
    def text(self) -> str:
        """In the one form that is compared."""
        return words.plain(self.typed)

    @cached_property
    def is_latin(self) -> bool:
        """Letters alone: perhaps a word in pinyin."""
        return self.text.isascii() and self.text.isalpha()

    @cached_property
    def as_written(self) -> list[str]:
        """The word itself."""
        return _queries([self.text])

    @cached_property
    def otherwise(self) -> list[str]:
        """What means the same, or sounds as it was spelt."""
        if not self.is_latin:
            return _queries(words.synonyms(self.text))
        letters = self.text
        spelt = [spelling for spelling in words.spellings(letters) if len(spelling) > 1]
        if len(letters) > 2 and letters in words.syllables():
            spelt.append((letters,))
        short = [words.initials(letters)] if 2 <= len(letters) <= _MOST_INITIALS else []
        return [*map(words.sounded, spelt), *short]

    @cached_property
    def parts(self) -> list["Word"]:
        """The words it consists of, where there are several."""
        if self.is_latin:
            return []
        pieces = words.runs(self.text)
        found = [part for run, is_chinese in pieces for part in _parts(run, is_chinese)]
        return [Word(part) for part in found] if found and found != [self.text] else []

    @cached_property
    def nearly(self) -> list[str]:
        """What it may have been meant to be: the same sounds, or all but one character."""
        chinese = [run for run, is_chinese in words.runs(self.text) if is_chinese and len(run) > 1]
        return [slip for run in chinese for slip in words.slips(run)]

    @cached_property
    def alike(self) -> list[str]:
        """What sounds the same and shares a character with it: typed by sound, mischosen."""
        chinese = [run for run, is_chinese in words.runs(self.text) if is_chinese and len(run) > 1]
        return [alike for run in chinese for alike in words.alike(run)]

    @property
    def is_organisation(self) -> bool:
        """Whether it names an office rather than a thing."""
        return len(self.text) > 2 and self.text.endswith(_OFFICES)

    @property
    def said(self) -> list[str]:
        """The texts to be marked where they stand in what was found."""
        if self.is_latin:
            return [self.text]
        own = [self.text, *words.synonyms(self.text)]
        return [*own, *(text for part in self.parts for text in part.said)]


def _parts(run: str, is_chinese: bool) -> list[str]:
    return words.parts(run) if is_chinese else [run]


def _queries(texts: list[str]) -> list[str]:
    return [query for query in map(words.phrase, texts) if query]


@dataclass(frozen=True)
class Reading:
    """The words of a search, all of which are to be found, and whether it is an entry's code."""

    words: tuple[Word, ...]
    code: str = ""

    def __bool__(self) -> bool:
        return bool(self.words)


def read(typed: str) -> Reading:
    """Read what was typed; signs between words say nothing."""
    clean = typed.replace("\x00", "").strip()
    code = clean.upper() if _CODE.match(clean) else ""
    apart = clean if code else clean.replace("'", "").replace("’", "")
    found = [Word(each) for each in _BETWEEN.split(apart) if each]
    telling = [word for word in found if word.as_written]
    return Reading(tuple(telling[:MOST_WORDS]), code)
