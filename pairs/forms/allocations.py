"""What the columns of an allocation mean, as a form."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from people.forms.imports import ColumnsForm
from people.imports.person_columns import MENTEE_COLUMNS, MENTOR_COLUMNS


class AllocationColumnsForm(ColumnsForm):
    """What each column of an allocation means."""

    same_for_all = ()

    def meanings(self) -> list[Any]:
        groups = ((_("The mentee"), MENTEE_COLUMNS), (_("The mentor"), MENTOR_COLUMNS))
        return [(heading, [(column.name, column.label) for column in columns]) for heading, columns in groups]
