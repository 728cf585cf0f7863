"""Which of two records of one person stays, and why they are one."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import User


class MergeForm(forms.Form):
    """`keepable` are those of the two that the other may be merged into by the reader."""

    keep = forms.TypedChoiceField(label=_("Which record stays?"), coerce=int, widget=forms.RadioSelect)
    reason = forms.CharField(
        label=_("How do you know that it’s one person?"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Only those who run the program read it."),
    )
    sure = forms.BooleanField(
        label=_("I’m sure. I can’t take this back"),
        error_messages={"required": _("Be sure first: two records that became one can’t be taken apart.")},
    )

    def __init__(self, *args: Any, keepable: list[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(person.pk, f"{person.display_name} · {person.email}") for person in keepable]
        self.fields["keep"].choices = choices  # type: ignore[attr-defined]
        self.fields["keep"].initial = choices[0][0] if choices else None
