"""Lists in templates, joined in the reader's language."""

from collections.abc import Iterable

from django import template

from portal.regulation import punctuation

register = template.Library()


@register.filter
def enumerated(parts: Iterable[object]) -> str:
    """甲、乙: words or names one after the other."""
    return punctuation.enumerated(parts)


@register.filter
def clauses(parts: Iterable[object]) -> str:
    """甲；乙: what may itself hold a list, one after the other."""
    return punctuation.clauses(parts)
