"""A link or a file to share with the other of two people, and a word of thanks."""

from pathlib import PurePath
from typing import Any
from urllib.parse import urlsplit

from django import forms
from django.core.validators import URLValidator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.text import clean_line
from pairs.forms.fields import LONGEST_LINE, line_field


class ThingForm(forms.Form):
    """A link, or a file."""

    title = line_field(gettext_lazy("What is it?"), help_text=gettext_lazy("Nothing with a patient’s name."))
    link = forms.URLField(
        label=gettext_lazy("Link"),
        required=False,
        max_length=500,
        assume_scheme="https",
        validators=[URLValidator(schemes=("http", "https"))],
    )
    file = forms.FileField(
        label=gettext_lazy("Or a file"),
        required=False,
        help_text=gettext_lazy("PDF, picture, Word, Excel or PowerPoint, at most 10 MB. It’s kept encrypted."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **({"auto_id": "id_thing_%s"} | kwargs))
        self.fields["title"].required = False

    def clean(self) -> dict[str, Any]:
        """One of the two; without a title it is called as the file is, or by the place of the link."""
        cleaned = super().clean() or self.cleaned_data
        link, file = cleaned.get("link"), cleaned.get("file")
        if self.errors:
            return cleaned
        if bool(link) == bool(file):
            raise forms.ValidationError(_("Give a link or choose a file, one of the two."))
        name = PurePath(file.name).stem if file else urlsplit(link or "").netloc
        cleaned["title"] = cleaned.get("title") or clean_line(name)[:LONGEST_LINE] or _("Without a title")
        return cleaned


class ThanksForm(forms.Form):
    """A word of thanks."""

    text = forms.CharField(
        label=gettext_lazy("What would you like to thank for?"),
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("A sentence is enough. It stays in your workspace."),
    )
    may_be_shown = forms.BooleanField(
        label=gettext_lazy("It may stand in their teaching portfolio, with my name"),
        required=False,
        help_text=gettext_lazy("A portfolio is a document that your mentor can hand on. You can take this back later."),
    )

    def __init__(self, *args: Any, of_mentee: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not of_mentee:
            del self.fields["may_be_shown"]
