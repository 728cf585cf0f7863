"""Forms of a school’s lists of titles, professions and departments."""

from collections.abc import Sequence
from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from core.revised_forms import RevisedModelForm
from programs.models import ListedWord


class NewWordForm(forms.ModelForm[ListedWord]):
    """One more word."""

    class Meta:
        model = ListedWord
        fields = ("kind", "name")
        labels = {"kind": _("List"), "name": _("Word")}


class WordForm(RevisedModelForm[ListedWord]):
    """How a word is written."""

    class Meta:
        model = ListedWord
        fields = ("name",)
        labels = {"name": _("Word")}


class MergeWordForm(forms.Form):
    """The word that stays, of those on the list."""

    into = forms.ModelChoiceField(label=_("Use instead"), queryset=ListedWord.objects.none())

    def __init__(self, *args: Any, offered: Sequence[ListedWord], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        into = cast("forms.ModelChoiceField[ListedWord]", self.fields["into"])
        into.queryset = ListedWord.objects.filter(pk__in=[word.pk for word in offered])
