"""The file of an instance that somebody brings."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.tables.files import MAX_BYTES


class InstanceFileForm(forms.Form):
    """One file of the engine."""

    file = forms.FileField(
        label=_("File"),
        help_text=_("JSON, up to 5 MB."),
        error_messages={"required": _("Choose a file."), "empty": _("The file is empty.")},
        widget=forms.FileInput(attrs={"accept": ".json,application/json"}),
    )

    def clean_file(self) -> Any:
        """A file of the size that is read."""
        file = self.cleaned_data["file"]
        if file.size > MAX_BYTES:
            raise forms.ValidationError(_("The file is larger than 5 MB."))
        return file
