"""The reminders of a program: for each kind the days on which one goes out."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from core.revised_forms import RevisedForm
from programs.models import ReminderKind
from programs.models.reminders import MOST_DAYS, MOST_REMINDERS, USUAL_REMINDERS, are_reminder_days

_WHEN = {
    ReminderKind.INVITATION: _("So many days after the email, to those who haven’t answered or signed in."),
    ReminderKind.HANDBOOK: _("So many days after a version is published or someone joins."),
    ReminderKind.TRAINING: _("So many days before lists close, to mentors with a module to do or due again soon."),
    ReminderKind.LISTS: _("So many days before lists close."),
    ReminderKind.ANSWERS: _("So many days after someone was asked. The day before the time is up, they always hear."),
    ReminderKind.SESSIONS: _("So many days before it starts, to everyone who’s coming."),
    ReminderKind.NUDGES: _("So many days after a pair with nothing planned was expected to meet. Not in exams."),
    ReminderKind.LOGS: _("So many days after the session, to whoever logs it."),
    ReminderKind.AGREEMENT: _("So many days after the pair starts or the agreement changes, to whoever hasn’t signed."),
    ReminderKind.CHECK_INS: _("So many days after it opens. Nobody sees who has answered."),
    ReminderKind.SURVEYS: _(
        "So many days after it opens. Two days before it closes, everyone who hasn’t answered hears."
    ),
}


class DaysField(forms.CharField):
    """Whole numbers of days, separated by commas; empty for none."""

    def clean(self, value: Any) -> list[int]:
        """Return the days.

        Raises:
            ValidationError: they are no days, too many, too far away, or one of them comes twice.
        """
        parts = [part.strip() for part in super().clean(value).split(",") if part.strip()]
        days = [int(part) if part.isascii() and part.isdigit() and len(part) < 4 else 0 for part in parts]
        if not are_reminder_days(days):
            message = _now("Enter up to %(n)d different numbers of days from 1 to %(most)d, such as “2, 7”.")
            raise forms.ValidationError(message, params={"n": MOST_REMINDERS, "most": MOST_DAYS})
        return days


class RemindersForm(RevisedForm):
    """When people are reminded. Each kind that has no days is off.

    Args:
        kinds: those that have a meaning in the program.
    """

    def __init__(self, *args: Any, kinds: Sequence[ReminderKind], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for kind in kinds:
            usual = ", ".join(map(str, USUAL_REMINDERS[kind]))
            hint = _now("%(when)s Empty for none; usual: %(usual)s.") % {"when": _WHEN[kind], "usual": usual}
            self.fields[kind.value] = DaysField(label=kind.label, required=False, max_length=40, help_text=hint)

    def as_initial(self, stored: Mapping[str, Any]) -> dict[str, Any]:
        """Write the days as somebody types them."""
        return {kind: ", ".join(map(str, days)) for kind, days in stored.items()}
