"""What is written to many people."""

import uuid
from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from people.presentation.merge_fields import FIELDS, unknown_fields


def _refuse_unknown(text: str) -> str:
    if names := unknown_fields(text):
        known = ", ".join(f"{{{name}}}" for name in FIELDS)
        raise forms.ValidationError(
            _("We don’t know {%(name)s}. You can use: %(known)s.") % {"name": names[0][:30], "known": known}
        )
    return text


class StaffMessageForm(forms.Form):
    """Subject and text, each with fields in braces.

    Args:
        people: key → name of those who can be chosen for the preview.
    """

    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
    subject = forms.CharField(label=gettext_lazy("Subject"), max_length=100)
    text = forms.CharField(label=gettext_lazy("Text"), max_length=5000, widget=forms.Textarea(attrs={"rows": 10}))
    keep_as = forms.CharField(
        label=gettext_lazy("Save as a template named"),
        max_length=60,
        required=False,
        help_text=gettext_lazy("Leave empty if you don’t need it again. Others who run the program can use it too."),
    )
    preview_for = forms.ChoiceField(label=gettext_lazy("Preview for"), required=False)

    def __init__(self, *args: Any, people: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["preview_for"].choices = people  # type: ignore[attr-defined]
        listed = "; ".join(f"{{{name}}} for {words}" for name, words in FIELDS.items())
        self.fields["text"].help_text = _("We add “Hello” and the name above it. You can use: %(fields)s.") % {
            "fields": listed
        }

    def clean_subject(self) -> str:
        """The subject in one line, with known fields only."""
        return _refuse_unknown(" ".join(self.cleaned_data["subject"].split()))

    def clean_text(self) -> str:
        """The text, with known fields only."""
        return _refuse_unknown(self.cleaned_data["text"])
