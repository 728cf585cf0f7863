"""The form that repeats a year."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from programs.forms.cycles import CycleForm


class RepeatForm(CycleForm):
    """Name and dates of a year that follows another, and whether its mentors are asked again.

    Args:
        returning: how many mentors would be invited.
    """

    mentors = forms.BooleanField(required=False, initial=True)

    def __init__(self, *args: Any, returning: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not returning:
            del self.fields["mentors"]
            return
        self.fields["mentors"].label = ngettext(
            "Invite the mentor again", "Invite all %(n)d mentors again", returning
        ) % {"n": returning}
        self.fields["mentors"].help_text = _(
            "They’re asked once you open enrollment, with what they offer now as a start. Those who left, said “not "
            "next year” or don’t want to be asked are left out."
        )
        self.helper.layout.insert(-1, "mentors")
