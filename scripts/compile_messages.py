"""Compiles locale/**/*.po to .mo without a system gettext; --check only judges.

Either way every text of the product must have its translation.
"""

import io
import re
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import read_mo, write_mo
from babel.messages.pofile import read_po
from django.conf import settings
from django.utils.translation.template import templatize

LOCALE = Path(__file__).resolve().parent.parent / "locale"
ROOT = LOCALE.parent
COMPLETE = "zh_Hans"  # the language in which no text may be missing
PACKAGES = ("portal", "catalog", "requests_app")
MARKS = {
    **dict.fromkeys(("_", "gettext", "gettext_lazy")),
    **dict.fromkeys(("ngettext", "ngettext_lazy"), (1, 2)),
    **dict.fromkeys(("pgettext", "pgettext_lazy"), ((1, "c"), 2)),
}


def main() -> int:
    """Write what is stale, or with --check name it; return the number of faults, at most 1."""
    checking = "--check" in sys.argv[1:]
    faults = []
    for source in sorted(LOCALE.glob("*/LC_MESSAGES/*.po")):
        text = source.read_bytes()
        catalog = read_po(io.BytesIO(text), locale=source.parts[-3])
        is_complete = source.parts[-3] == COMPLETE
        faults += [
            f"{source.relative_to(LOCALE.parent)}: {fault}"
            for fault in [*faults_of(catalog, is_complete=is_complete), *twice(text.decode())]
        ]
        compiled = source.with_suffix(".mo")
        if not is_current(compiled, catalog):
            if checking:
                faults.append(f"{compiled.relative_to(LOCALE.parent)}: stale, run `make messages`")
            else:
                with compiled.open("wb") as file:
                    write_mo(file, catalog)
    for fault in faults:
        print(fault, file=sys.stderr)
    return min(len(faults), 1)


def faults_of(catalog: Catalog, *, is_complete: bool) -> list[str]:
    """List the entries that are empty, fuzzy, or whose placeholders differ from the source text.

    ``is_complete`` languages lack nothing. It is said by the folder: the catalogue's own header
    may name its locale in another way.
    """
    faults = []
    for message in catalog:
        if not message.id:
            continue
        if is_complete and not all(forms(message)):
            faults.append(f"no translation: {message.id!r}")
        if message.fuzzy:
            faults.append(f"fuzzy: {message.id!r}")
        faults += [f"{error}: {message.id!r}" for error in message.check(catalog)]
    if is_complete:
        known = {(message.context, *_source(message.id)) for message in catalog}
        faults += [
            f"{place}: not in the catalogue: {text!r}"
            for place, context, text in marked()
            if (context, text) not in known
        ]
    return faults


def twice(text: str) -> list[str]:
    """List the entries that stand twice: the later one would silently take the place of the first.

    An entry is known by its lines from the context or the source text to the translation.
    """
    heads = re.findall(r'^((?:msgctxt .*\n)?msgid (?:.*\n)(?:".*\n)*)', text, re.MULTILINE)
    return [f"stands twice: {head.strip()}" for head, count in Counter(heads).items() if count > 1]


def _source(text: str | tuple[str, ...]) -> tuple[str]:
    return (text,) if isinstance(text, str) else (text[0],)


def marked() -> Iterator[tuple[str, str | None, str]]:
    """Yield place, context and text of everything marked for translation in code and templates."""
    settings.configure(USE_I18N=True)
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("*.py")):
            if "migrations" not in path.parts:
                yield from _texts(path, path.read_text(encoding="utf-8"))
    for path in sorted((ROOT / "templates").rglob("*.html")):
        yield from _texts(path, templatize(path.read_text(encoding="utf-8"), origin=str(path)))


def _texts(path: Path, source: str) -> Iterator[tuple[str, str | None, str]]:
    # A module may take the function under a name of its own.
    marks = {**MARKS, **dict.fromkeys(re.findall(r"\bgettext(?:_lazy)? as (\w+)", source))}
    found = extract("python", io.BytesIO(source.encode()), marks, (), {})
    for line, texts, _comments, context in found:
        text = texts if isinstance(texts, str) else texts[0]
        if text:
            yield f"{path.relative_to(ROOT)}:{line}", context, text


def forms(message: Message) -> tuple[str, ...]:
    """Return the singular and plural translations alike as a tuple."""
    return tuple(message.string) if isinstance(message.string, tuple | list) else (message.string,)


def is_current(compiled: Path, catalog: Catalog) -> bool:
    """Compare the texts and not the bytes: the header's dates say nothing about them."""
    if not compiled.exists():
        return False
    with compiled.open("rb") as file:
        return texts(read_mo(file)) == texts(catalog)


def texts(catalog: Catalog) -> dict[tuple[str | None, str], tuple[str, ...]]:
    """Map each translated source text, with its context, to its translations."""
    return {
        (context_of(message), first(message.id)): forms(message)
        for message in catalog
        if message.id and not message.fuzzy and any(forms(message))
    }


def context_of(message: Message) -> str | None:
    """Return the context as text: read from a .mo it arrives as bytes."""
    context = message.context
    return context.decode() if isinstance(context, bytes) else context


def first(source: str | tuple[str, ...] | list[str]) -> str:
    """Return the singular of a source text."""
    return source if isinstance(source, str) else source[0]


if __name__ == "__main__":
    sys.exit(main())
