"""What the columns of a school's file mean, as a form."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.tables.encodings import ENCODINGS
from core.tables.mapping import Mapping, Meaning
from core.tables.opening import OpenedFile
from people.imports.columns import OF_MENTORS, PEOPLE, SAME_FOR_ALL

_SEPARATOR_WORDS = {
    "semicolon": _("semicolons"),
    "comma": _("commas"),
    "slash": _("slashes"),
    "bar": _("bars"),
    "line": _("new lines"),
}
_GROUPS = (
    (_("Who somebody is"), ("name_last_first", "name_first_last", "name_and_address", "given_name", "family_name",
                            "second_family_name", "email", "role", "title", "credentials", "pronouns")),
    (_("Where somebody belongs"), ("cohort", "department", "campus", "profession", "specialty", "time_zone")),
    (_("What somebody brings or looks for"), ("interests", "support", "languages", "modes", "headline")),
    (_("Taking part"), ("enrolled", "capacity", "trained_on")),
)  # fmt: skip


class WhereForm(forms.Form):
    """On which sheet and row the list begins, and how its letters are written."""

    sheet = forms.ChoiceField(label=_("Sheet"), required=False)
    heading_row = forms.IntegerField(
        label=_("Headings are in row"), help_text=_("0 when the list has none."), min_value=0, max_value=2_000_000
    )
    encoding = forms.ChoiceField(label=_("Letters are written in"), required=False)

    def __init__(self, *args: Any, file: OpenedFile, **kwargs: Any) -> None:
        mapping, encoding = file.mapping, file.book.encoding
        kwargs.setdefault(
            "initial",
            {"sheet": mapping.sheet, "heading_row": mapping.heading_row, "encoding": encoding.name},
        )
        super().__init__(*args, **kwargs)
        sheets = [sheet.name for sheet in file.book.visible]
        if len(sheets) > 1:
            self.fields["sheet"].choices = [(name, name) for name in sheets]  # type: ignore[attr-defined]
        else:
            del self.fields["sheet"]
        if encoding.name and (encoding.guessed or mapping.encoding):
            names = dict.fromkeys((encoding.name, *encoding.others, *ENCODINGS))
            self.fields["encoding"].choices = [  # type: ignore[attr-defined]
                (name, ENCODINGS.get(name, name)) for name in names
            ]
        else:
            del self.fields["encoding"]
        self.file = file

    def mapping(self) -> Mapping:
        """Return the place of the list; what its columns mean is asked again."""
        data = self.cleaned_data
        return Mapping(
            sheet=data.get("sheet", self.file.mapping.sheet),
            heading_row=data["heading_row"],
            encoding=data.get("encoding", ""),
        )


class ColumnsForm(forms.Form):
    """What each column means, and what the file does not say."""

    # What may be said once for the whole file.
    same_for_all: Sequence[str] = SAME_FOR_ALL

    hidden_rows = forms.ChoiceField(
        label=_("Hidden rows"),
        choices=[("leave", _("Leave them out")), ("take", _("Import them too"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what happens to the hidden rows.")},
    )
    date_order = forms.ChoiceField(
        label=_("Dates in this file"),
        choices=[("dmy", _("Day first: 1-2 is 1 February")), ("mdy", _("Month first: 1-2 is 2 January"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose how dates are written.")},
    )
    natural_names = forms.BooleanField(required=False)
    remember = forms.BooleanField(
        label=_("Remember these answers for the next file with the same headings"), required=False, initial=True
    )

    def __init__(self, *args: Any, file: OpenedFile, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.file, mapping = file, file.mapping
        meanings = [("", _("Leave this column out")), *self.meanings()]
        for place, column in enumerate(mapping.columns):
            self.fields[f"means_{place}"] = forms.ChoiceField(
                choices=meanings, required=False, initial=column.means, widget=_select()
            )
            known = file.layout.column(column.means)
            if known is not None and known.many:
                self.fields[f"separator_{place}"] = forms.ChoiceField(
                    choices=list(_SEPARATOR_WORDS.items()),
                    required=False,
                    initial=column.separator,
                    widget=_select(),
                )
        for name in self.same_for_all:
            self.fields[f"same_{name}"] = self.same_field(name, mapping.same.get(name, ""))
        if not file.hidden_rows:
            del self.fields["hidden_rows"]
        if not file.asks_for_date_order and not mapping.date_order:
            del self.fields["date_order"]
        self._offer_natural_names()
        for name in ("hidden_rows", "date_order", "natural_names"):
            if name in self.fields:
                self.fields[name].initial = getattr(mapping, name)

    def _offer_natural_names(self) -> None:
        """Names in capitals may be written otherwise, as shown; nobody's are unless somebody says so."""
        samples = self.file.names_in_capitals
        if not samples:
            if not self.file.mapping.natural_names:
                del self.fields["natural_names"]
            return
        field = self.fields["natural_names"]
        field.label = _("Write names in capitals as “%(name)s”") % {"name": samples[0][1]}
        field.help_text = "; ".join(f"{before} → {after}" for before, after in samples)

    def meanings(self) -> list[Any]:
        """Return what a column may mean, in groups."""
        labels = {column.name: column.label for column in PEOPLE.columns}
        labels |= {split.name: split.label for split in PEOPLE.splits}
        return [(heading, [(name, labels[name]) for name in names]) for heading, names in _GROUPS]

    def same_field(self, name: str, initial: str) -> forms.Field:
        """Return the field of what is the same in the whole file."""
        column = PEOPLE.column(name)
        label = column.label if column else name
        choices = {
            "role": [("", _("The file says so")), ("mentee", _("Mentee")), ("mentor", _("Mentor"))],
            "enrolled": [("", _("No, or the file says so")), ("yes", _("Yes, with the school"))],
        }.get(name)
        if choices:
            return forms.ChoiceField(label=label, choices=choices, required=False, initial=initial)
        return forms.CharField(label=label, max_length=80, required=False, initial=initial)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        for fault in replace(self.file, mapping=self.mapping()).faults():
            self.add_error(None, fault)
        return data

    def mapping(self) -> Mapping:
        """Return what was chosen."""
        data, stored = self.cleaned_data, self.file.mapping
        columns = [
            Meaning(
                column.heading,
                data.get(f"means_{place}", ""),
                data.get(f"separator_{place}") or column.separator,
            )
            for place, column in enumerate(stored.columns)
        ]
        same = {name: value for name in self.same_for_all if (value := data.get(f"same_{name}", ""))}
        return Mapping(
            tuple(columns),
            sheet=stored.sheet,
            heading_row=stored.heading_row,
            encoding=stored.encoding or (self.file.book.encoding.name if self.file.book.encoding.guessed else ""),
            same=same,
            date_order=data.get("date_order", ""),
            hidden_rows=data.get("hidden_rows", ""),
            natural_names=bool(data.get("natural_names")),
            words=stored.words,
        )

    def columns(self) -> list[dict[str, Any]]:
        """Return the rows of the table of columns: letter, guess, and the fields."""
        return [
            {
                "letter": _letter(place),
                "guess": guess,
                "means": self[f"means_{place}"],
                "separator": self[f"separator_{place}"] if f"separator_{place}" in self.fields else None,
                "look": bool(guess.values) and self._is_open(place),
            }
            for place, guess in enumerate(self.file.guesses)
        ]

    def _is_open(self, place: int) -> bool:
        """Whether nothing says what a column means: neither a guess, nor somebody, who may have left it out."""
        file = self.file
        return not (file.remembered or file.guesses[place].meaning.means or file.mapping.columns[place].means)

    def same(self) -> list[forms.BoundField]:
        """Return the fields of what is the same for everybody."""
        return [self[f"same_{name}"] for name in self.same_for_all]

    def questions(self) -> list[forms.BoundField]:
        """Return the questions that this file makes necessary."""
        return [self[name] for name in ("hidden_rows", "date_order", "natural_names") if name in self.fields]


class PeerColumnsForm(ColumnsForm):
    """The same in a program of peers: nothing is asked about mentors, nor who is what."""

    same_for_all = tuple(name for name in SAME_FOR_ALL if name not in (*OF_MENTORS, "role"))

    def meanings(self) -> list[Any]:
        """Return what a column may mean, in groups; one that says “peer” still may."""
        grouped = super().meanings()
        return [(title, [one for one in group if one[0] not in OF_MENTORS]) for title, group in grouped]


def _select() -> forms.Select:
    return forms.Select(attrs={"class": "form-select"})


def _letter(place: int) -> str:
    """The spreadsheet's name of a column: A to Z, then AA."""
    first, second = divmod(place, 26)
    return (chr(64 + first) if first else "") + chr(65 + second)
