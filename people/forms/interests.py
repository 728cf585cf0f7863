"""Forms of the list of interests."""

from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from core.revised_forms import RevisedModelForm
from programs.models import InterestTerm


class NewTermForm(forms.ModelForm[InterestTerm]):
    """One more interest."""

    class Meta:
        model = InterestTerm
        fields = ("facet", "name")
        labels = {"facet": _("Kind"), "name": _("Name")}


class TermForm(RevisedModelForm[InterestTerm]):
    """The name and the facet of an interest."""

    class Meta:
        model = InterestTerm
        fields = ("facet", "name")
        labels = {"facet": _("Kind"), "name": _("Name")}


class MergeTermForm(forms.Form):
    """The interest that stays."""

    into = forms.ModelChoiceField(label=_("Merge into"), queryset=InterestTerm.objects.none())

    def __init__(self, *args: Any, term: InterestTerm, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = InterestTerm.objects.filter(institution=term.institution_id, retired_at=None).exclude(pk=term.pk)
        cast("forms.ModelChoiceField[InterestTerm]", self.fields["into"]).queryset = offered.order_by("name")
