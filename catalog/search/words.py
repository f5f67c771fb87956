"""Chinese text as search knows it: one form of writing, pairs of characters, sounds, synonyms.

Pairs of neighbouring characters find every piece of a text of two characters or more, without a
dictionary that would have to know the word. Sounds find what is typed in pinyin or mistyped by it.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

import opencc
import pypinyin
import rjieba
from pypinyin.constants import PINYIN_DICT
from pypinyin.style import convert

#: Readings that the dictionary gets wrong in the names of Shanghai's districts and towns.
_PLACES = {
    "长宁": ("cháng", "níng"),
    "长兴": ("cháng", "xīng"),
    "长风": ("cháng", "fēng"),
    "长征": ("cháng", "zhēng"),
    "长寿": ("cháng", "shòu"),
    "莘庄": ("xīn", "zhuāng"),
    "重固": ("chóng", "gù"),
    "大场": ("dà", "cháng"),
}
#: They say nothing of what is sought when they stand beside other words.
_EMPTY_WORDS = frozenset(
    (
        *("信息", "数据", "情况", "资源", "基本", "基础", "相关", "有关", "查询", "汇总", "一览"),
        *("明细", "统计表", "数据集", "数据库", "接口", "服务", "管理", "各类", "以及"),
        *("全市", "本市", "全区", "本区"),
    )
)
_RUN = re.compile(r"([\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff〇]+)|([a-z0-9]+)")
#: What stands between the positions of two fields, so that no phrase runs over.
GAP = 8


@cache
def _simplifier() -> opencc.OpenCC:
    return opencc.OpenCC("t2s")


def plain(text: str) -> str:
    """The text in the one form that is compared: half width, lower case, simplified."""
    return str(_simplifier().convert(unicodedata.normalize("NFKC", text).casefold()))


def runs(text: str) -> Iterator[tuple[str, bool]]:
    """The runs of Chinese characters and of Latin letters or digits, and whether it is Chinese.

    :param text: plain text.
    """
    for match in _RUN.finditer(text):
        yield match[0], match[1] is not None


@cache
def _dictionary_is_loaded() -> bool:
    places = {name: [[sound] for sound in sounds] for name, sounds in _PLACES.items()}
    pypinyin.load_phrases_dict(places)
    return True


def sounds(run: str) -> list[str]:
    """The syllable of each character, without tones."""
    _dictionary_is_loaded()
    read = pypinyin.lazy_pinyin(run)
    if len(read) != len(run):  # signs without a known sound come back in one piece
        read = [sound for sign in run for sound in pypinyin.lazy_pinyin(sign)]
    return read


@cache
def syllables() -> frozenset[str]:
    """Every syllable of Mandarin, without tones."""
    read = {sound for several in PINYIN_DICT.values() for sound in several.split(",")}
    toneless = {convert(sound, pypinyin.Style.NORMAL, strict=True, default=sound) for sound in read}
    return frozenset(sound for sound in toneless if sound.isascii() and set(sound) & set("aeiouv"))


@cache
def _beginnings() -> frozenset[str]:
    return frozenset(sound[:end] for sound in syllables() for end in range(1, len(sound)))


#: So many ways to cut a word into syllables are tried.
_SPELLINGS = 6


def spellings(word: str) -> list[tuple[str, ...]]:
    """The ways to read Latin letters as syllables, the fewest first; the last may be unfinished.

    >>> spellings("renkou")
    [('ren', 'kou')]
    """
    found: list[tuple[str, ...]] = []

    def cut(rest: str, before: tuple[str, ...]) -> None:
        if len(found) >= _SPELLINGS or len(before) > 12:
            return
        if not rest:
            found.append(before)
            return
        for end in range(min(6, len(rest)), 0, -1):
            head, tail = rest[:end], rest[end:]
            if head in syllables() or (not tail and before and head in _beginnings()):
                cut(tail, (*before, head))

    if word.isascii() and word.isalpha():
        cut(word, ())
    return sorted(found, key=len)


@cache
def _groups() -> dict[str, tuple[str, ...]]:
    """Each word with the others of its groups."""
    found: dict[str, list[str]] = {}
    text = Path(__file__).with_name("synonyms.txt").read_text(encoding="utf-8")
    for line in text.splitlines():
        if line.startswith("#"):
            continue
        group = [plain(word) for word in line.split()]
        for word in group:
            others = found.setdefault(word, [])
            others += [other for other in group if other != word and other not in others]
    return {word: tuple(others) for word, others in found.items()}


@cache
def _longest_first() -> tuple[str, ...]:
    return tuple(sorted(_groups(), key=len, reverse=True))


#: So many other wordings of one word are tried.
_WORDINGS = 12


def synonyms(word: str) -> list[str]:
    """The same said otherwise: the word's own synonyms, or those of the longest part that has any.

    >>> "户籍登记" in synonyms("户口登记")
    True
    """
    for known in _longest_first():
        if known in word:
            said = (word.replace(known, other) for other in _groups()[known])
            return [other for other in dict.fromkeys(said) if other != word][:_WORDINGS]
    return []


def parts(word: str) -> list[str]:
    """The words that a run of Chinese characters consists of, those that say nothing left out."""
    cut = [part for part in rjieba.cut(word) if len(part) > 1]
    telling = [part for part in cut if part not in _EMPTY_WORDS]
    return list(dict.fromkeys(telling or cut))


def lexemes(fields: Iterable[tuple[str, str]], *, with_sounds: Iterable[str] = "") -> str:
    """A text-search vector: pairs and words of each field with its weight, and their sounds.

    :param fields: text and weight, A to D.
    :param with_sounds: the weights of the fields that are found by sound, too.
    """
    found: dict[str, list[str]] = {}
    position = 1

    def add(token: str, place: int, weight: str) -> None:
        if place < 16_383:
            found.setdefault(token, []).append(f"{place}{weight}")

    for text, weight in fields:
        for run, is_chinese in runs(plain(text)):
            if not is_chinese:
                add(run, position, weight)
                position += 1
                continue
            for offset in range(len(run)):
                add(run[offset : offset + 2], position + offset, weight)
            if weight in with_sounds:
                for offset, sound in enumerate(sounds(run)):
                    add(f"~{sound}", position + offset, weight)
                    add(f"={sound[0]}", position + offset, weight)
            position += len(run)
        position += GAP
    # The database keeps 255 places of a word; more would be cut off without a word of it.
    return " ".join(f"'{token}':{','.join(places[:255])}" for token, places in found.items())


def phrase(text: str) -> str:
    """The query that finds the text as it stands, at any place; empty where it holds no word."""
    tokens: list[str] = []
    distance = 0
    pieces = list(runs(plain(text)))
    for number, (run, is_chinese) in enumerate(pieces):
        is_last = number == len(pieces) - 1
        if not is_chinese or len(run) == 1:
            tokens += [f"<{distance}>"] if tokens else []
            tokens.append(f"'{run}':*" if is_last or is_chinese else f"'{run}'")
            distance = 1
            continue
        for offset in range(len(run) - 1):
            tokens += [f"<{distance}>"] if tokens else []
            tokens.append(f"'{run[offset : offset + 2]}'")
            distance = 1
        distance = 2
    return " ".join(tokens)


def sounded(syllables_read: Iterable[str]) -> str:
    """The query that finds these syllables in a row, the last by its beginning."""
    read = list(syllables_read)
    tokens = [f"'~{sound}'" for sound in read[:-1]]
    return " <-> ".join([*tokens, f"'~{read[-1]}':*"])


def initials(letters: str) -> str:
    """The query that finds words by the first letters of their syllables."""
    return " <-> ".join(f"'={letter}'" for letter in letters)


def alike(run: str) -> list[str]:
    """The queries that find a run by its sounds, one of its characters kept as written."""
    read = sounds(run)
    found = []
    for kept in range(len(run)):
        tokens = [f"'~{sound}'" for sound in read]
        tokens[kept] = f"'{run[kept]}':*"
        found.append(" <-> ".join(tokens))
    return found


def slips(run: str) -> list[str]:
    """The queries that find a run of three or more characters although one of them is wrong.

    What stands at both sides of the wrong character is found at its distance; of two characters,
    what begins with the first.
    """
    found = [f"'{run[0]}':*"] if len(run) == 2 else []
    for wrong in range(len(run)) if len(run) > 2 else ():
        before, after = run[:wrong], run[wrong + 1 :]
        sides = [side for side in (before, after) if side]
        if max(map(len, sides)) < 2:
            continue
        queries = [phrase(side) for side in sides]
        if len(sides) == 2:
            gap = 2 if len(before) == 1 else 3
            queries = [f"{queries[0]} <{gap}> {queries[1]}"]
        found.append(queries[0])
    return found
