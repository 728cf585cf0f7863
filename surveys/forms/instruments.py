"""Forms of instruments."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

_LARGEST = 200_000


class InstrumentFileForm(forms.Form):
    """An instrument that a school brings."""

    file = forms.FileField(
        label=_("Instrument file"),
        help_text=_("In the format of the files here. Its license says why your school may use it."),
    )

    def clean_file(self) -> str:
        """Return the text of the file."""
        file = self.cleaned_data["file"]
        if file.size > _LARGEST:
            raise forms.ValidationError(_("This file is too large for an instrument."))
        try:
            text: str = file.read().decode("utf-8-sig")
        except UnicodeDecodeError:
            raise forms.ValidationError(_("It holds characters that no text has. Save it as UTF-8.")) from None
        if "\x00" in text:
            raise forms.ValidationError(_("It holds characters that no text has. Save it as UTF-8."))
        return text


class SwitchOnForm(forms.Form):
    """An instrument is to be used; one with terms asks whether the school accepts them.

    Args:
        terms: whether it has terms.
    """

    accepted = forms.BooleanField(label=_("Our school accepts these terms"), required=False)

    def __init__(self, *args: Any, terms: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not terms:
            del self.fields["accepted"]
