r"""Patterns that values keep: the part of regular expressions that every tool reads alike.

A pattern is checked over millions of rows here and by receivers with tools of their own, so only
what XML Schema, PostgreSQL and the usual languages mean by the same signs is taken, and nothing by
which a match may take exponentially long: no reference back, no look around, no repetition of what
is itself repeated without a limit. It always describes the whole value.
"""

import re
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

#: As long as a person can still read.
LONGEST: Final = 200
#: So often at most a part may be asked for, and so many signs the whole may stand for.
_MOST_TIMES, _MOST_SIGNS = 255, 2000
_SPECIAL: Final = frozenset(r"\.^$*+?()[]{}|")
#: What the short forms stand for, in ASCII: tools differ in whether they take ５ for a digit.
_SHORT: Final = {"d": "0-9", "w": "A-Za-z0-9_"}
_TIMES = re.compile(r"\{(\d{1,3})(,(\d{1,3})?)?\}")


class PatternFault(ValueError):
    """Why a pattern is not taken, as one sentence in the reader's language."""

    def __init__(self, sentence: Promise | str) -> None:
        super().__init__(str(sentence))


class _Reader:
    """Reads a pattern from left to right and writes it anew in its one form."""

    def __init__(self, text: str) -> None:
        self.text, self.place = text, 0

    def _peek(self) -> str:
        return self.text[self.place : self.place + 1]

    def _take(self) -> str:
        sign = self._peek()
        self.place += 1
        return sign

    def _fault(self, sentence: Promise) -> PatternFault:
        return PatternFault(str(sentence) % {"position": self.place, "sign": self._said()})

    def _said(self) -> str:
        return self.text[max(0, self.place - 1) : self.place] or self.text[-1:]

    def either(self, depth: int = 0) -> tuple[str, int, bool]:
        """Alternatives: as written, how many signs they stand for, and whether without a limit."""
        if depth > 10:
            raise self._fault(_("Position %(position)s: too many brackets within brackets."))
        parts = [self._sequence(depth)]
        while self._peek() == "|":
            self._take()
            parts.append(self._sequence(depth))
        texts, sizes, endless = zip(*parts, strict=True)
        return "|".join(texts), sum(sizes), any(endless)

    def _sequence(self, depth: int) -> tuple[str, int, bool]:
        texts, signs, endless = [], 0, False
        while self._peek() not in ("", "|", ")"):
            text, size, is_endless = self._piece(depth)
            texts.append(text)
            signs, endless = signs + size, endless or is_endless
        if not texts:
            raise self._fault(_("Position %(position)s: nothing stands before or after the sign."))
        return "".join(texts), signs, endless

    def _piece(self, depth: int) -> tuple[str, int, bool]:
        text, size, endless = self._atom(depth)
        times, most = self._times()
        if not times:
            return text, size, endless
        if endless:
            raise self._fault(
                _(
                    "Position %(position)s: what is repeated without a limit cannot be repeated"
                    " again, since a match could take for ever."
                )
            )
        return text + times, size * (most or 1), most is None

    def _times(self) -> tuple[str, int | None]:
        """The repetition that follows, and how often at most; None: without a limit."""
        found: tuple[str, int | None] = ("", 1)
        if self._peek() in ("*", "+"):
            found = self._take(), None
        elif self._peek() == "?":
            found = self._take(), 1
        elif self._peek() == "{":
            found = self._counted()
        if found[0] and self._peek() in ("*", "+", "?", "{"):
            self.place += 1
            raise self._fault(
                _("Position %(position)s: “%(sign)s” cannot follow another repetition.")
            )
        return found

    def _counted(self) -> tuple[str, int | None]:
        match = _TIMES.match(self.text, self.place)
        if match is None:
            self.place += 1
            raise self._fault(
                _("Position %(position)s: write how often as {3}, {3,} or {3,6}; a brace as \\{.")
            )
        self.place = match.end()
        least = int(match[1])
        most = None if match[2] == "," else int(match[3] or least)
        if max(least, most or 0) > _MOST_TIMES or (most is not None and most < max(least, 1)):
            raise self._fault(
                _("Position %(position)s: the numbers of the repetition do not fit each other.")
            )
        return match[0], most

    def _atom(self, depth: int) -> tuple[str, int, bool]:
        sign = self._take()
        if sign == "(":
            return self._group(depth)
        if sign == "[":
            return self._class(), 1, False
        if sign == "\\":
            short = self._escaped()
            return (f"[{short}]" if len(short) > 1 else _written(short)), 1, False
        if sign == ".":
            return sign, 1, False
        if sign in _SPECIAL:
            raise self._fault(
                _(
                    "Position %(position)s: “%(sign)s” cannot stand here; put \\ before it if it is"
                    " meant as itself."
                )
            )
        return sign, 1, False

    def _group(self, depth: int) -> tuple[str, int, bool]:
        if self._peek() == "?":
            if self.text[self.place : self.place + 2] != "?:":
                raise self._fault(
                    _("Position %(position)s: only plain brackets ( ) can be used, without “?”.")
                )
            self.place += 2
        text, size, endless = self.either(depth + 1)
        if self._take() != ")":
            raise self._fault(_("A bracket is not closed."))
        return f"(?:{text})", size, endless

    def _escaped(self) -> str:
        """The sign that is meant, or what a short form stands for."""
        sign = self._take()
        if sign in _SHORT:
            return _SHORT[sign]
        if sign == "u" and re.fullmatch("[0-9A-Fa-f]{4}", self.text[self.place : self.place + 4]):
            self.place += 4
            return chr(int(self.text[self.place - 4 : self.place], 16))
        if not sign or sign.isalnum():
            raise self._fault(
                _("Position %(position)s: after \\ only d, w, uXXXX or a sign can stand.")
            )
        return sign

    def _class(self) -> str:
        text = "["
        if self._peek() == "^":
            text += self._take()
        if self._peek() == "]":
            raise self._fault(_("Square brackets hold nothing."))
        while self._peek() != "]":
            first = self._member()
            if self._peek() == "-" and self.text[self.place + 1 : self.place + 2] != "]":
                self._take()
                last = self._member()
                if len(first) > 1 or len(last) > 1 or last < first:
                    raise self._fault(_("Position %(position)s: the range has no such order."))
                text += f"{_in_class(first)}-{_in_class(last)}"
            else:
                text += first if len(first) > 1 else _in_class(first)
        self._take()
        return text + "]"

    def _member(self) -> str:
        sign = self._take()
        if not sign:
            raise self._fault(_("A square bracket is not closed."))
        if sign == "[":
            raise self._fault(_("Position %(position)s: write a bracket within brackets as \\[."))
        return self._escaped() if sign == "\\" else sign


def _written(sign: str) -> str:
    return f"\\{sign}" if sign in _SPECIAL else sign


def _in_class(sign: str) -> str:
    return f"\\{sign}" if sign in "\\[]^-" else sign


def canonical(pattern: str) -> str:
    """The pattern in the one form that is kept; it describes the whole value.

    :raises PatternFault: it is no pattern, or one that not every tool reads alike or in good time.
    """
    text = pattern.strip()
    if len(text) > LONGEST:
        raise PatternFault(str(_("A pattern has at most %(most)s characters.")) % {"most": LONGEST})
    if not text.isprintable():
        raise PatternFault(_("A pattern holds no control characters."))
    ends_escaped = (len(text[:-1]) - len(text[:-1].rstrip("\\"))) % 2
    if text.endswith("$") and not ends_escaped:
        text = text[:-1]
    reader = _Reader(text.removeprefix("^"))
    written, signs, _endless = reader.either()
    if reader.place < len(reader.text):
        raise PatternFault(_("A bracket is closed that was not opened."))
    if signs > _MOST_SIGNS:
        raise PatternFault(_("The repetitions of the pattern multiply to too many."))
    return written
