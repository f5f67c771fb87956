"""How words are put together in the reader's language: lists, clauses, brackets and colons.

Chinese has marks of its own, without blanks. What is Chinese by law (acts on paper, the cells of a
workbook) writes them itself and does not ask here.
"""

from collections.abc import Iterable

from portal.regulation import articles


def enumerated(parts: Iterable[object]) -> str:
    """甲、乙: words or names one after the other."""
    return ("、" if articles.is_chinese() else ", ").join(map(str, parts))


def clauses(parts: Iterable[object]) -> str:
    """甲；乙: what may itself hold a list, one after the other."""
    return ("；" if articles.is_chinese() else "; ").join(map(str, parts))


def phrases(parts: Iterable[object]) -> str:
    """甲，乙: parts of one sentence."""
    return ("，" if articles.is_chinese() else ", ").join(map(str, parts))


def sentences(parts: Iterable[object]) -> str:
    """Whole sentences, each with its own full stop."""
    return ("" if articles.is_chinese() else " ").join(map(str, parts))


def bracketed(text: object, note: object) -> str:
    """甲（乙）: something with a remark in brackets; alone where there is none."""
    said = str(note)
    if not said:
        return str(text)
    return f"{text}（{said}）" if articles.is_chinese() else f"{text} ({said})"


def headed(head: object, text: object) -> str:
    """甲：乙: what is spoken of, and what is said about it."""
    return f"{head}{'：' if articles.is_chinese() else ': '}{text}"
