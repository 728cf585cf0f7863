"""What a mentee sends about the ranked list."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.numbers import read_number
from core.revised_forms import RevisedForm
from people.models import MentorParticipation

_UNREADABLE = _("We couldn’t read this list. Open the page again.")


def _key(text: str) -> int:
    key = read_number(text)
    if key is None:
        raise forms.ValidationError(_UNREADABLE)
    return key


class MentorField(forms.CharField):
    """The primary key of a participation, or None."""

    def to_python(self, value: Any) -> Any:
        """Return a whole number, or None when nothing was sent."""
        text = super().to_python(value)
        return _key(text) if text else None


class OrderField(forms.CharField):
    """Participations as "12,7,31", best first; None when nothing was sent."""

    def to_python(self, value: Any) -> Any:
        """Return a list of whole numbers, or None when the field was not sent."""
        if value is None:
            return None
        text = super().to_python(value)
        return [_key(part) for part in text.split(",")] if text else []


class MoveField(forms.CharField):
    """One move, "12:up" or "12:down", as (participation, −1 or 1), or None."""

    def to_python(self, value: Any) -> Any:
        """Return the pair, or None when nothing was sent."""
        text = super().to_python(value)
        if not text:
            return None
        participation, _colon, direction = text.partition(":")
        if direction not in ("up", "down"):
            raise forms.ValidationError(_UNREADABLE)
        return _key(participation), -1 if direction == "up" else 1


class ChangeForm(forms.Form):
    """One change of the list or the shortlist; the name of the button that was pressed says which.

    `seen` is the list on the page that was open, `order` the list after a drag.
    """

    add = MentorField(required=False)
    remove = MentorField(required=False)
    short = MentorField(required=False)
    unshort = MentorField(required=False)
    move = MoveField(required=False)
    save = forms.BooleanField(required=False)
    submit = forms.BooleanField(required=False)
    withdraw = forms.BooleanField(required=False)
    seen = OrderField(required=False)
    order = OrderField(required=False)

    ACTIONS = ("add", "remove", "short", "unshort", "move", "submit", "withdraw", "save")

    def clean(self) -> dict[str, Any]:
        """Add the `action` that was asked for, with its `value`.

        Raises:
            ValidationError: no button was pressed.
        """
        data = super().clean() or {}
        action = next((name for name in self.ACTIONS if data.get(name)), None)
        if action is None:
            raise forms.ValidationError(_UNREADABLE)
        return data | {"action": action, "value": data[action]}


class NumbersForm(RevisedForm):
    """A rank for each mentor, chosen by number.

    Args:
        mentors: who can be chosen, in the order of the fields.
        order: the list as it stands, best first.
        length: how many ranks there are.
    """

    def __init__(self, data: Any, *, mentors: list[MentorParticipation], order: list[int], length: int) -> None:
        self._names = [f"mentor-{mentor.pk}" for mentor in mentors]
        super().__init__(data, stored={"order": order})
        choices = [("", _("not on my list")), *((str(rank), str(rank)) for rank in range(1, length + 1))]
        for mentor in mentors:
            self.fields[f"mentor-{mentor.pk}"] = forms.TypedChoiceField(
                label=mentor.mentor.display_name,
                help_text=mentor.mentor.specialty,
                choices=choices,
                coerce=int,
                empty_value=None,
                required=False,
            )

    def as_initial(self, stored: Mapping[str, Any]) -> dict[str, Any]:
        """Number the list."""
        ranks = {f"mentor-{mentor}": rank for rank, mentor in enumerate(stored["order"], start=1)}
        return {name: ranks.get(name) for name in self._names}

    @property
    def ranks(self) -> dict[int, int]:
        """Participation → rank, of those that have one."""
        chosen = ((int(name.removeprefix("mentor-")), rank) for name, rank in self.cleaned_data.items())
        return {mentor: rank for mentor, rank in chosen if rank is not None}
