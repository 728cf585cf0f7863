"""Forms that bring a text from elsewhere into the handbook."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.documents.reading import KINDS, MAX_BYTES, too_large
from programs.models import Chapter

_TITLE_LENGTH = Chapter._meta.get_field("title").max_length


class _PastedText(forms.CharField):
    """Keeps tabs, which part the cells of a table; the reader of documents takes out what nobody sees."""

    def to_python(self, value: Any) -> str:
        return "" if value in self.empty_values else str(value).strip("\r\n")


class BringTextForm(forms.Form):
    """A file, or a text that was copied."""

    file = forms.FileField(
        label=_("File"),
        required=False,
        help_text=_("Word (.docx), LibreOffice (.odt), PDF with text, Markdown or plain text, up to 15 MB."),
        widget=forms.FileInput(attrs={"accept": ",".join(KINDS)}),
        error_messages={"empty": _("The file is empty. Choose another.")},
    )
    text = _PastedText(
        label=_("Or paste the text"),
        required=False,
        help_text=_("From Word, Google Docs, a web page or an email."),
        widget=forms.Textarea(attrs={"rows": 10}),
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file and file.size > MAX_BYTES:
            raise forms.ValidationError(too_large())
        return file

    def clean(self) -> dict[str, Any]:
        """One of the two."""
        data: dict[str, Any] = super().clean() or {}
        if not self.errors and not data.get("file") and not data.get("text"):
            self.add_error("file", _("Choose a file, or paste the text below."))
        return data


class TakeChaptersForm(forms.Form):
    """Which chapters of a text come into the draft, and by what titles.

    Args:
        titles: as they were found.
    """

    def __init__(self, data: Any, *, titles: Sequence[str]) -> None:
        super().__init__(data)
        for place, title in enumerate(titles):
            self.fields[f"take_{place}"] = forms.BooleanField(label=_("Take it"), required=False, initial=True)
            self.fields[f"title_{place}"] = forms.CharField(
                label=_("Title"),
                max_length=_TITLE_LENGTH,
                required=False,
                initial=title,
            )
        self.places = range(len(titles))

    def rows(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        """The two fields of each chapter."""
        return [(self[f"take_{place}"], self[f"title_{place}"]) for place in self.places]

    def chosen(self) -> dict[int, str]:
        """Place → title of those that were chosen."""
        data = self.cleaned_data
        return {place: data[f"title_{place}"] for place in self.places if data[f"take_{place}"]}

    def clean(self) -> dict[str, Any]:
        """Each has a title, and there is one."""
        data: dict[str, Any] = super().clean() or {}
        taken = [place for place in self.places if data.get(f"take_{place}")]
        for place in taken:
            if not data.get(f"title_{place}") and f"title_{place}" not in self.errors:
                self.add_error(f"title_{place}", _("Give the chapter a title."))
        if not taken:
            self.add_error(None, _("Choose at least one chapter, or discard the text."))
        return data
