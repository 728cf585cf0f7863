"""Forms of templates."""

from django import forms
from django.utils.translation import gettext_lazy as _

# A handbook of sixty long chapters is half of it.
_LARGEST = 900_000


class TemplateFileForm(forms.Form):
    """A template that another school has shared."""

    file = forms.FileField(label=_("Template file"), help_text=_("The file that another school downloaded here."))
    name = forms.CharField(
        label=_("What to call it"), max_length=80, required=False, help_text=_("Leave it empty to keep its own name.")
    )

    def clean_file(self) -> bytes:
        """Return the content of the file."""
        file = self.cleaned_data["file"]
        if file.size > _LARGEST:
            raise forms.ValidationError(_("This file is too large for a template."))
        content: bytes = file.read()
        return content


class SaveTemplateForm(forms.Form):
    """How a program is called as a template."""

    name = forms.CharField(label=_("Name of the template"), max_length=80)
    summary = forms.CharField(
        label=_("What it’s for"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("A sentence or two, for schools that know nothing of yours."),
    )
