"""What goes with a publication."""

from typing import Any, ClassVar, TypeVar

from django import forms
from django.utils.translation import gettext_lazy as _

from core.revised_forms import RevisedModelForm
from core.versions.models import Version

_V = TypeVar("_V", bound=Version)


class PublishVersionForm(RevisedModelForm[_V]):
    """The note and the question of a publication. It carries the revision of all that is published.

    A subclass says of which model.
    """

    class Meta:
        fields = ("change_note", "ask_again")
        widgets: ClassVar[dict[str, forms.Widget]] = {"change_note": forms.Textarea(attrs={"rows": 3})}
        help_texts: ClassVar[dict[str, Any]] = {"change_note": _("A sentence or two for everyone.")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.number == 1:
            # There is nothing before it: nothing changed, and nobody has acknowledged or completed anything.
            for name in PublishVersionForm.Meta.fields:
                del self.fields[name]

    def full_clean(self) -> None:
        """The first version has no note, and asks as its model does."""
        super().full_clean()
        if self.is_bound:
            asks = type(self.instance)().ask_again
            self.cleaned_data = {"change_note": "", "ask_again": asks} | self.cleaned_data

    def stored(self) -> dict[str, Any]:
        """Return all that the version says: nobody publishes what they have not seen."""
        return self.instance.whole()
