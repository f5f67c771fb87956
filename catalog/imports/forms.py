"""What a person sends and chooses: the file, and what each of its columns holds."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from catalog.exchange.faults import FileFault, sentence
from catalog.exchange.grids import LARGEST_FILE
from catalog.imports import actions, queries
from catalog.imports.columns import NO_HEAD, Use, possible_heads
from catalog.imports.lines import unfolded
from catalog.imports.models import CatalogImport
from catalog.imports.reading import Grid, read_file
from portal.interfaces.jobs import waking
from portal.interfaces.openings import Opening
from portal.interfaces.steps import StepInput, silent
from portal.regulation import catalog_workbook as rules
from portal.regulation.punctuation import clauses, enumerated, sentences
from portal.workflow.actor import Actor

JOB = "work-on-imports"
#: How many cells of a column are shown, and how much of each.
_SAMPLES, _SAMPLE = 3, 24
#: How much of a row is shown where the head is chosen.
_ROW = 90


class FileForm(forms.Form):
    """The workbook or table."""

    file = forms.FileField(
        label=_("Workbook or table"),
        help_text=_(
            "A workbook (.xlsx, .xls, .ods) or a CSV file in UTF-8, GB18030, Big5 or UTF-16, up to"
            " 10 MB and 200,000 rows. Titles above the head, merged cells and items listed below"
            " their entry are understood. An empty cell changes nothing."
        ),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.xls,.ods,.csv,.txt,.json"}),
    )

    def clean(self) -> dict[str, Any]:
        """Adds ``grid``, ``content`` and ``file_name``: the file as it was read."""
        data = super().clean() or self.cleaned_data
        file = data.pop("file", None)
        if file is not None:
            if file.size > LARGEST_FILE:
                raise ValidationError({"file": sentence("TOO_LARGE", {})})
            try:
                data.update(taken(file.name, file.read()))
            except FileFault as fault:
                raise ValidationError({"file": str(fault)}) from fault
        return data


def taken(name: str, content: bytes) -> dict[str, Any]:
    """A file as the action takes it.

    :raises FileFault: it cannot be read.
    """
    return {"file_name": name, "content": content, "grid": read_file(content)}


def _file_form(sent: Any, _actor: Actor, _now: datetime) -> FileForm:
    data, files = sent or (None, None)
    return FileForm(data, files)


def _open(form: Any, actor: Actor, now: datetime) -> CatalogImport:
    return actions.read_workbook(actor=actor, now=now, **form.cleaned_data)


OPENING = Opening(
    rule=rules.READ_WORKBOOK,
    model=CatalogImport,
    step=lambda actor, now: queries.read_step(actor, now=now),
    form=_file_form,
    open=_open,
    takes_files=True,
)


class HeadForm(forms.Form):
    """Which row is the head, numbered as in the file."""

    head_row = forms.IntegerField(
        label=_("Head of the table"),
        min_value=NO_HEAD + 1,
        widget=forms.RadioSelect,
        help_text=_(
            "The row with the words over the columns; of a head of several rows the last one;"
            " 0 where the table has none."
        ),
    )

    def __init__(self, data: Any, batch: CatalogImport) -> None:
        super().__init__(data, initial={"head_row": batch.head_row + 1})
        rows = Grid.unpacked(bytes(batch.grid)).rows
        offered = [(number + 1, _row_label(number, rows)) for number in possible_heads(rows)]
        field: Any = self.fields["head_row"]
        field.widget.choices, field.is_in_rows = offered, True
        self._offered = dict(offered)

    def clean_head_row(self) -> int:
        """One of the rows shown."""
        number: int = self.cleaned_data["head_row"]
        if number not in self._offered:
            raise ValidationError(_("Choose one of the rows at the top that hold words."))
        return number


def _row_label(number: int, rows: list[list[str]]) -> str:
    if number == NO_HEAD:
        return gettext("None: the first row is an entry already")
    said = " · ".join(cell.strip() for cell in rows[number] if cell.strip())
    shown = said if len(said) <= _ROW else f"{said[:_ROW]}…"
    return gettext("Row %(row)s: %(name)s") % {"row": number + 1, "name": shown}


class ColumnsForm(forms.Form):
    """One choice for each column of the file, ``column_0`` on, under its words and some cells."""

    #: Where the head was not found right, its columns cannot be either.
    lead_url = "../choose_head/"
    lead_label = _("Choose another row as the head")

    def __init__(self, data: Any, batch: CatalogImport) -> None:
        super().__init__(data)
        grid, heads = unfolded(
            Grid.unpacked(bytes(batch.grid)), batch.head_row, batch.headers[: batch.width]
        )
        below = grid.rows[batch.head_row + 1 :]
        lead = []
        if batch.sheets_left:
            left = gettext(
                "Not read: %(names)s. To load another sheet, save it as a file of its own."
            )
            lead.append(left % {"names": enumerated(batch.sheets_left)})
        # The head stands last, before the link by which another row is chosen for it.
        lead.append(
            gettext("The file is taken to have no head.")
            if batch.head_row == NO_HEAD
            else gettext("Row %(row)s of the file is taken for the head.")
            % {"row": batch.head_row + 1}
        )
        self.lead_text = sentences(lead)
        self._names = []
        for column, (header, use) in enumerate(zip(heads, batch.uses, strict=False)):
            name = f"column_{column}"
            self._names.append(name)
            self.fields[name] = forms.ChoiceField(
                label=f"{column + 1}　{header or gettext('(no words)')}",
                choices=[("", _("not read")), *Use.choices],
                required=False,
                initial=use,
                widget=forms.Select(attrs={"data-plain": ""}),
                help_text=_samples(below, column),
            )

    def clean(self) -> dict[str, Any]:
        """The uses, as the action takes them."""
        data = super().clean() or self.cleaned_data
        return {"uses": [data.get(name, "") for name in self._names]}


def _samples(rows: list[list[str]], column: int) -> str:
    cells = dict.fromkeys(
        row[column].strip() for row in rows[:200] if column < len(row) and row[column].strip()
    )
    shown = [
        cell if len(cell) <= _SAMPLE else f"{cell[:_SAMPLE]}…" for cell in list(cells)[:_SAMPLES]
    ]
    if not shown:
        return gettext("The column is empty.")
    return gettext("For example: %(cells)s") % {"cells": clauses(shown)}


def _choose(pk: int, data: Mapping[str, Any], actor: Actor, now: datetime) -> None:
    actions.choose_head(pk=pk, head_row=data["head_row"] - 1, actor=actor, now=now)


def _map(pk: int, data: Mapping[str, Any], actor: Actor, now: datetime) -> None:
    actions.map_columns(pk=pk, uses=data["uses"], actor=actor, now=now)


STEPS: Mapping[str, StepInput] = {
    "map_columns": waking(
        JOB, StepInput(_map, lambda batch, data, _files: ColumnsForm(data, batch))
    ),
    "choose_head": StepInput(
        _choose, lambda batch, data, _files: HeadForm(data, batch), then="map_columns"
    ),
    "load_rows": waking(JOB, silent(actions.load_rows)),
    "stop_loading": silent(actions.stop_loading),
    "give_up": silent(actions.give_up),
    "undo_load": waking(JOB, silent(actions.undo_load)),
}
