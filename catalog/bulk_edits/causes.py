"""Why an entry was not changed, in words that say what to do."""

from collections.abc import Mapping
from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from catalog.directories.forms import DraftForm

#: By code.
SENTENCES: Final[Mapping[str, Any]] = {
    "ON_ITS_WAY": _(
        "The entry is on its way (%(value)s). Wait until it is decided or sent back, then change"
        " it again."
    ),
    "NOT_CONDITIONAL": _(
        "The entry is not shared with conditions, so it has none to change. Leave it out, or choose"
        " conditional sharing as well."
    ),
    "NOT_OPENED_SO": _(
        "The entry is not opened to society under conditions, so it has none to change. Leave it"
        " out, or choose opening under conditions as well."
    ),
    "TOO_MANY_RELATED": _(
        "The entry would name more than %(limit)s related codes. Add fewer, or change this entry by"
        " itself."
    ),
    "TOO_LONG": _(
        "“%(field)s” would be longer than %(limit)s characters. Shorten what is put in, or change"
        " this entry by itself."
    ),
    "EMPTY_TEXT": _(
        "“%(field)s” would be empty. Change what is put in, or change this entry by itself."
    ),
    "CHANGED_MEANWHILE": _(
        "Somebody changed the entry after the preview, so it was left as it is. Preview it again."
    ),
    "REFUSED": _("The entry was not changed: %(value)s"),
}


def sentence(cause: str, values: Mapping[str, Any]) -> str:
    """The sentence in the reader's language; a field is called as the form calls it."""
    if not cause:
        return ""
    told = dict(values)
    if "field" in told:
        told["field"] = DraftForm.base_fields[told["field"]].label
    return str(SENTENCES[cause]) % told
