"""Asking when somebody can usually meet: a box for each day of the week and part of the day."""

from typing import Any

from django import forms
from django.forms.widgets import ChoiceWidget
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext_lazy as _

from people.models.meeting_times import DAYS, MEETING_TIMES, PartOfDay, in_order
from people.presentation.meeting_times import time_in_words


class MeetingTimesWidget(ChoiceWidget):
    """A table with a row for each day and a box for each part of it."""

    template_name = "people/meeting_times_widget.html"
    allow_multiple_selected = True
    use_fieldset = True

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Add the heads of the table, and the boxes day by day."""
        context = super().get_context(name, value, attrs)
        boxes = [box for _group, options, _index in context["widget"]["optgroups"] for box in options]
        parts = len(PartOfDay)
        days = [(WEEKDAYS[number], boxes[number * parts : (number + 1) * parts]) for number in range(len(DAYS))]
        return context | {"parts": [part.label for part in PartOfDay], "days": days}

    def id_for_label(self, id_: str, index: str | None = None) -> str:
        """The legend names the table; each box has a label of its own."""
        return "" if index is None else super().id_for_label(id_, index)

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:  # noqa: ARG002
        """Where no box is checked a browser sends nothing, and nothing is meant."""
        return False


class MeetingTimesField(forms.MultipleChoiceField):
    """Parts of the week, as a list of codes in the order of the week; none is an answer too."""

    widget = MeetingTimesWidget

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            choices=lambda: [(code, time_in_words(code)) for code in MEETING_TIMES],
            required=False,
            error_messages={"invalid_choice": _("Choose from the parts of the week that are offered.")},
            **kwargs,
        )

    def to_python(self, value: Any) -> list[str]:
        """Return the codes as they came, as text."""
        return [str(code) for code in super().to_python(value)]

    def clean(self, value: Any) -> list[str]:
        """Return the chosen codes in the order of the week."""
        return in_order(super().clean(value))
