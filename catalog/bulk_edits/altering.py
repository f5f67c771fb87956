"""What a bulk edit changes of an entry: stated once, laid over each entry, and compared."""

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from django.core.exceptions import ValidationError

from catalog.batches.contents import Fault
from catalog.directories import comparing
from catalog.directories.actions import Condition, Content
from catalog.directories.forms import DraftForm, RelatedCodesField
from portal.regulation.comparison import Change, Stated, compare
from portal.regulation.vocabulary import Openness, SharingClass

#: The texts in which words can be replaced; that of the conditions stands with these.
TEXTS: Final = ("name", "abstract", "safeguards")
_SCOPE: Final = ("is_open_to_all", "department_ids", "regions", "tiers", "kinds")


@dataclass(frozen=True, slots=True, kw_only=True)
class Alteration:
    """The changes; what is not stated stays with each entry as it is.

    ``plain`` holds fields of a draft. ``scope`` replaces the sharing scope as a whole.
    ``related_added`` and ``related_removed`` are codes, the others stay. ``find`` is replaced by
    ``replacement`` in the texts named.
    """

    plain: Mapping[str, Any] = field(default_factory=dict)
    scope: Mapping[str, Any] = field(default_factory=dict)
    purposes: tuple[str, ...] = ()
    safeguards: str = ""
    open_condition: str = ""
    related_added: tuple[str, ...] = ()
    related_removed: tuple[str, ...] = ()
    find: str = ""
    replacement: str = ""
    find_in: tuple[str, ...] = ()

    @property
    def is_stated(self) -> bool:
        """Whether it changes anything at all."""
        related = self.related_added or self.related_removed
        words = self.find and self.find_in
        return bool(
            self.plain or self._is_about_conditions or self.open_condition or related or words
        )

    @property
    def _is_about_conditions(self) -> bool:
        return bool(self.scope or self.purposes or self.safeguards)

    def about(self, code: str) -> "Alteration":
        """The changes for the entry of this code, which is not related to itself."""
        others = tuple(each for each in self.related_added if each != code)
        return dataclasses.replace(self, related_added=others)

    def laid_over(self, content: Content) -> Content:
        """The draft with the changes.

        Conditions go with a class that knows none (Art. 15), and with an openness that knows none,
        which the preview shows.

        :raises Fault: the entry cannot state so.
        """
        plain = {name: _frozen(value) for name, value in self.plain.items()}
        altered = dataclasses.replace(content, **plain)
        if altered.sharing_class == SharingClass.UNCONDITIONAL:
            altered = dataclasses.replace(altered, condition=None)
        if self._is_about_conditions:
            altered = dataclasses.replace(altered, condition=self._condition(altered))
        altered = dataclasses.replace(
            altered,
            open_condition=self._open_condition(altered),
            related_codes=self._related_codes(altered),
        )
        return self._with_words_replaced(altered) if self.find else altered

    def _open_condition(self, content: Content) -> str:
        if content.openness == Openness.CONDITIONAL:
            return self.open_condition or content.open_condition
        if self.open_condition:
            raise Fault("NOT_OPENED_SO")
        return ""

    def _related_codes(self, content: Content) -> tuple[str, ...]:
        kept = (code for code in content.related_codes if code not in self.related_removed)
        codes = tuple(dict.fromkeys((*kept, *self.related_added)))
        if len(codes) > RelatedCodesField.most and codes != content.related_codes:
            raise Fault("TOO_MANY_RELATED", limit=RelatedCodesField.most)
        return codes

    def _condition(self, content: Content) -> Condition:
        if content.sharing_class != SharingClass.CONDITIONAL:
            raise Fault("NOT_CONDITIONAL")
        stated: dict[str, Any] = {name: _frozen(value) for name, value in self.scope.items()}
        if self.purposes:
            stated["purposes"] = tuple(self.purposes)
        if self.safeguards:
            stated["safeguards"] = self.safeguards
        return dataclasses.replace(content.condition or Condition(), **stated)

    def _with_words_replaced(self, content: Content) -> Content:
        for name in self.find_in:
            holder = content.condition if name == "safeguards" else content
            text = getattr(holder, name, "")
            if self.find not in text:
                continue
            replaced = text.replace(self.find, self.replacement)
            changed: dict[str, Any] = {name: _checked(name, replaced)}
            if holder is content:
                content = dataclasses.replace(content, **changed)
            elif content.condition is not None:
                condition = dataclasses.replace(content.condition, **changed)
                content = dataclasses.replace(content, condition=condition)
        return content

    def kept(self) -> dict[str, Any]:
        """As it is kept with the bulk edit."""
        return dataclasses.asdict(self)

    @classmethod
    def restored(cls, row: Mapping[str, Any]) -> "Alteration":
        """What was kept."""
        return cls(**{name: _frozen(value) for name, value in row.items()})


def _frozen(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


def scope_of(wanted: Condition) -> dict[str, Any]:
    """The scope that a form states, as a whole; empty where it states none."""
    scope = {name: getattr(wanted, name) for name in _SCOPE}
    return scope if any(scope.values()) else {}


def _checked(name: str, text: str) -> str:
    """The text, as the form takes it in which one entry is typed by hand.

    :raises Fault: it does not.
    """
    form_field: Any = DraftForm.base_fields[name]
    try:
        return str(form_field.clean(text))
    except ValidationError as error:
        if form_field.max_length is not None and len(text) > form_field.max_length:
            raise Fault("TOO_LONG", field=name, limit=form_field.max_length) from error
        raise Fault("EMPTY_TEXT", field=name) from error


@dataclass(frozen=True, slots=True)
class Names:
    """How departments and classifications are called, by their ids."""

    departments: Mapping[int, str]
    classifications: Mapping[int, str]


def _stated(content: Content, names: Names) -> Stated:
    condition = content.condition or Condition()
    fields = {name: getattr(content, name) for name in comparing.PLAIN}
    fields["classification"] = names.classifications.get(content.classification_id or 0, "")
    fields |= {
        name: getattr(condition, name) for name in comparing.NO_CONDITION if name != "departments"
    }
    fields["departments"] = sorted(names.departments[pk] for pk in condition.department_ids)
    return Stated(fields, ())


def changes(before: Content, after: Content, names: Names) -> tuple[Change, ...]:
    """Each field in which the two differ, as two versions are compared everywhere."""
    return compare(_stated(before, names), _stated(after, names)).fields
