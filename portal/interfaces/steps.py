"""Steps as the interfaces take them: what is typed for one, and the action it calls."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.regulation.machine import Transition
from portal.workflow.actor import Actor

type Run = Callable[[int, Mapping[str, Any], Actor, datetime], object]
type Narrow = Callable[[Any, Any, Actor], None]
type FormMaker = Callable[[Any, Any, Any], forms.Form]


@dataclass(frozen=True, slots=True)
class StepInput:
    """How one step is typed and run. ``form`` makes the form for a matter; None: nothing typed.

    The same form serves admin, pages and API; ``run`` receives its cleaned data. ``then`` is the
    step whose form a person is led to afterwards, instead of the matter's page. ``narrow`` leaves
    out of the form what this very reader cannot choose.
    """

    run: Run
    form: FormMaker | None = None
    then: str = ""
    narrow: Narrow | None = None

    def form_for(self, matter: Any, data: Any, files: Any, actor: Actor) -> forms.Form | None:
        """The form as the reader gets it; None where nothing is typed."""
        if self.form is None:
            return None
        form = self.form(matter, data, files)
        if self.narrow is not None:
            self.narrow(form, matter, actor)
        return form


@dataclass(frozen=True, slots=True)
class Beginning:
    """How a matter begins about another that stands already, the same in admin and pages.

    ``parameter`` names the other in the address; ``find`` gives it, or None where the reader may
    not see it; ``form`` makes the form about it; ``begin`` takes it with the valid form.
    """

    rule: Transition
    parameter: str
    find: Callable[[Actor, str, datetime], Any]
    title: Callable[[Any], str]
    form: Callable[[Any, Any], forms.Form]
    begin: Callable[[Any, Any, Actor, datetime], Any]
    #: Where whoever gives up goes, where it is not the other's own page.
    back: Callable[[Any, Actor], str] | None = None


def plain(form_class: type[forms.Form]) -> FormMaker:
    """A form that does not depend on the matter."""

    def make(subject: Any, data: Any, files: Any) -> forms.Form:
        return form_class(data, files)

    return make


#: Stands first among choices while none is chosen.
NOT_CHOSEN: Final = ("", "—")


class DayInput(forms.DateInput):
    """A browser's own date field; it takes a stored day in the form it knows, or shows nothing."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class MomentInput(forms.DateTimeInput):
    """A browser's own field for a day and a time of day, to the minute."""

    input_type = "datetime-local"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%dT%H:%M")


class SeenVersion(forms.IntegerField):
    """Which state of a record the form was opened on; the browser sends it along unseen."""

    def __init__(self) -> None:
        super().__init__(
            label=_("State of the record"),
            widget=forms.HiddenInput,
            required=False,
            error_messages={
                "invalid": _(
                    "It cannot be told from which state of the record this form was opened. Open"
                    " the record anew and enter your changes again."
                )
            },
        )


def mark_particulars(form: forms.Form, names: Iterable[str]) -> None:
    """Mark fields that a draft may leave empty, but not what is sent on."""
    for name in names:
        field: Any = form.fields.get(name)
        if field is not None:
            field.is_particular = True


def written(label: Any, help_text: Any = "", rows: int = 4) -> forms.CharField:
    """A field for some sentences."""
    area = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, max_length=2000, widget=area, help_text=help_text)


class NoteForm(forms.Form):
    """A reason, written out."""

    note = written(_("Reason"))


def silent(action: Callable[..., object]) -> StepInput:
    """A step for which nothing is typed."""
    return StepInput(lambda pk, _data, actor, now: action(pk=pk, actor=actor, now=now))


def noted(
    action: Callable[..., object], form: type[forms.Form] = NoteForm, narrow: Narrow | None = None
) -> StepInput:
    """A step that takes a form's fields as the action's keywords."""
    return StepInput(
        lambda pk, data, actor, now: action(pk=pk, actor=actor, now=now, **data),
        plain(form),
        narrow=narrow,
    )
