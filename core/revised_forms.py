"""Forms of things that two people may edit at once: they carry the revision they began from, and show a conflict."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar, cast

from django import forms
from django.db.models import Model
from django.http import QueryDict
from django.utils import formats
from django.utils.timezone import is_aware, localtime
from django.utils.translation import gettext as _

from core.errors import DomainError
from core.revisions import EditedMeanwhile, revision_of, stored_fields
from core.undecryptable import UndecryptableText, for_editing

REVISION = "revision"
_M = TypeVar("_M", bound=Model)


@dataclass(frozen=True, slots=True)
class Difference:
    """One field of a conflict.

    Attributes:
        label: the name of the field.
        stored: its value in the database now, in words.
        typed: the value that was posted, in words.
    """

    label: str
    stored: str
    typed: str


class _Revised(forms.BaseForm):
    """What both kinds of forms do with the revision."""

    differences: Sequence[Difference] = ()
    began_from = ""

    def as_initial(self, stored: Mapping[str, Any]) -> dict[str, Any]:
        """Return field → value for what is stored; the same names unless a form says otherwise."""
        return dict(stored)

    def carry(self, stored: Mapping[str, Any]) -> None:
        """Begin from what is stored now."""
        self.fields[REVISION] = forms.CharField(
            label=_("Version"), widget=forms.HiddenInput, required=False, initial=revision_of(stored)
        )

    def full_clean(self) -> None:
        """Keep the revision out of the data that is stored."""
        super().full_clean()
        if self.is_bound:
            self.began_from = self.cleaned_data.pop(REVISION, "")

    def show_conflict(self, stored: Mapping[str, Any]) -> None:
        """Show both versions; from now on the form knows what is stored, so saving it again is meant."""
        data = cast("QueryDict", self.data).copy()
        data[self.add_prefix(REVISION)] = revision_of(stored)
        self.data = data
        held = self.as_initial(stored)
        # Nothing can be typed into a disabled field.
        typed = [field for field in self if field.name in held and not field.field.disabled]
        shown = [(field.label, field.field, held[field.name], field.data) for field in typed]
        words = [Difference(str(label), _in_words(field, a), _in_words(field, b)) for label, field, a, b in shown]
        self.differences = [difference for difference in words if difference.stored != difference.typed]


class RevisedForm(_Revised, forms.Form):
    """A form that carries the revision of what it shows.

    Args:
        stored: name → value, as it is stored when the page is made; None where nothing is stored yet.
    """

    def __init__(self, *args: Any, stored: Mapping[str, Any] | None = None, **kwargs: Any) -> None:
        if stored is not None:
            shown = {name: for_editing(value) for name, value in self.as_initial(stored).items()}
            kwargs["initial"] = {**shown, **(kwargs.get("initial") or {})}
        super().__init__(*args, **kwargs)
        if stored is not None:
            self.carry(stored)
            self.mark_undecryptable(stored)

    def mark_undecryptable(self, stored: Mapping[str, Any]) -> None:
        """Say beside each field whose text cannot be opened what to do; again by a form that adds fields later."""
        for name, value in stored.items():
            if isinstance(value, UndecryptableText) and name in self.fields:
                self.fields[name].help_text = str(value)


class RevisedModelForm(_Revised, forms.ModelForm[_M]):
    """A model form that carries the revision of its instance; one that is not stored yet has none."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk is not None:
            self.carry(self.stored())

    def stored(self) -> dict[str, Any]:
        """Return name → value of what the form shows, before anything posted is written into the instance."""
        return stored_fields(self.instance, self._meta.fields or ())


def refuse(form: forms.BaseForm, error: DomainError) -> None:
    """Put the message of a broken rule beside its field, or above the form; a conflict with both versions."""
    form.add_error(error.field if error.field in form.fields else None, error.message)
    if isinstance(error, EditedMeanwhile) and isinstance(form, _Revised):
        form.show_conflict(error.stored)


def _in_words(field: forms.Field, value: Any) -> str:
    """The value of a field as people read it."""
    if isinstance(field, forms.BooleanField):
        return _("Yes") if field.widget.value_from_datadict({"x": value}, {}, "x") else _("No")
    if isinstance(field, forms.ChoiceField):
        return _choices_in_words(field, value)
    try:
        value = field.to_python(value)
    except forms.ValidationError:
        return str(value)
    if value in field.empty_values:
        return ""
    if isinstance(value, datetime) and is_aware(value):
        value = localtime(value)
    return str(formats.localize(value)).replace("\r\n", "\n").strip()


def _choices_in_words(field: forms.ChoiceField, value: Any) -> str:
    labels = {str(key): str(label) for key, label in cast("Iterable[tuple[Any, Any]]", field.choices)}
    chosen = value if isinstance(value, list | tuple) else [value]
    keys = [str(field.prepare_value(one)) for one in chosen if one not in field.empty_values]
    return ", ".join(labels.get(key, key) for key in keys)
