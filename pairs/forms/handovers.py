"""A note to a new mentor."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from core.choices import RowsField
from core.revised_forms import RevisedForm
from pairs.models import Mentorship


class _Mentors(RowsField):
    """Mentorships by the names of their mentors."""

    def label_from_instance(self, obj: Mentorship) -> str:
        return obj.mentor.display_name


class HandoverForm(RevisedForm):
    """What a mentee writes, and which of their mentors may read it. Args: pairs: their live mentorships."""

    text = forms.CharField(
        label=_("Handover note"),
        help_text=_("What you’ve worked on, what helped, what comes next. Stored encrypted. Empty deletes it."),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 10}),
    )
    readers = _Mentors(
        label=_("Who may read it"),
        queryset=Mentorship.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Nobody, until you check a name. Uncheck it to take the note back."),
    )

    def __init__(self, *args: Any, pairs: QuerySet[Mentorship], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["readers"].queryset = pairs  # type: ignore[attr-defined]
