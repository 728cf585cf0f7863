"""What the columns of a file of ranked lists mean, as a form."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from matching.imports.columns import LISTS, MOST_CHOICES
from people.forms.imports import ColumnsForm

_GROUPS = (
    (_("Whose list it is"), ("mentee_email", "mentee_name", "mentee_given_name", "mentee_family_name", "answered_at")),
    (_("One column for each choice"), tuple(f"choice_{number}" for number in range(1, MOST_CHOICES + 1))),
    (_("One column for each mentor"), ("mentor_rank",)),
    (_("One row for each choice"), ("mentor_email", "mentor_name", "rank")),
    (_("All in one cell"), ("choices",)),
)


class ListColumnsForm(ColumnsForm):
    """What each column of a file of lists means."""

    same_for_all = ()

    def meanings(self) -> list[Any]:
        labels = {column.name: column.label for column in LISTS.columns}
        return [(heading, [(name, labels[name]) for name in names]) for heading, names in _GROUPS]
