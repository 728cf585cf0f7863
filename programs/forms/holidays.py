"""The holidays of a school: typed, or out of a calendar file."""

from django import forms
from django.utils.translation import gettext_lazy as _

from core.dates import plausible_date
from core.revised_forms import RevisedForm
from programs.models.holidays import LONGEST_NAME
from programs.presentation.holiday_lines import holiday_in
from programs.queries.days_off import DaysOff

_LARGEST = 300_000


class HolidaysForm(RevisedForm):
    """All of them, one on each line."""

    days = forms.CharField(
        label=_("Days"),
        max_length=20_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 12}),
        help_text=_(
            "One on each line: day | name, such as 2026-12-25 | Christmas Day. Several days in a row: "
            "2026-12-24 to 2027-01-02 | Winter break."
        ),
    )

    def clean_days(self) -> list[DaysOff]:
        """Return what the lines say.

        Raises:
            ValidationError: a line cannot be read; it is named.
        """
        found = []
        for number, line in enumerate(self.cleaned_data["days"].splitlines(), 1):
            if not line.strip():
                continue
            try:
                holiday = holiday_in(line)
                plausible_date(holiday.starts_on)
                plausible_date(holiday.ends_on)
            except (ValueError, forms.ValidationError) as error:
                text = _("Line %(n)s needs a day such as 2026-12-25, a bar (|) and a name.")
                raise forms.ValidationError(text, params={"n": number}) from error
            if len(holiday.name) > LONGEST_NAME:
                text = _("Line %(n)s: keep the name to %(most)s letters.")
                raise forms.ValidationError(text, params={"n": number, "most": LONGEST_NAME})
            found.append(holiday)
        return found


class HolidayFileForm(forms.Form):
    """A calendar file, whose days are added."""

    file = forms.FileField(
        label=_("Calendar file (.ics)"),
        help_text=_(
            "Most calendars and many governments offer their public holidays as one. Whole days from today on are "
            "added; what comes back every year counts for two years."
        ),
    )

    def clean_file(self) -> bytes:
        """Return the content of the file."""
        file = self.cleaned_data["file"]
        if file.size > _LARGEST:
            raise forms.ValidationError(_("This file is too large for a calendar of holidays."))
        content: bytes = file.read()
        return content
