"""What the columns of a roster mean, as a form."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from pairs.imports.roster_columns import LAYOUT, STRANGERS
from pairs.models import Conflict
from people.forms.imports import ColumnsForm


class RosterColumnsForm(ColumnsForm):
    """What each column of a roster means."""

    same_for_all = ("kind", STRANGERS)

    def meanings(self) -> list[Any]:
        return [(column.name, column.label) for column in LAYOUT.columns if column.help]

    def same_field(self, name: str, initial: str) -> forms.Field:
        if name == STRANGERS:
            label, choices = _("Rows about people who aren’t in our programs"), [
                ("", _("They need attention")), ("skip", _("Skip them")),
            ]  # fmt: skip
        else:
            label, choices = _("What the role is"), [("", _("The file says so")), *Conflict.Kind.choices]
        return forms.ChoiceField(label=label, choices=choices, required=False, initial=initial)
