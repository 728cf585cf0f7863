"""What a session is for."""

from collections.abc import Iterable

from django import forms
from django.utils.translation import gettext_lazy as _

from core.revised_forms import RevisedForm
from sessions.presentation.guides import GUIDES


def _choices() -> Iterable[tuple[str, str]]:
    yield "", str(_("Nothing in particular"))
    for focus, guide in GUIDES.items():
        yield focus.value, f"{focus.label}. {guide.lead}"


class FocusForm(RevisedForm):
    """One of the types of session, or none; each with what it is."""

    focus = forms.ChoiceField(
        label=_("This session is for"), choices=_choices, required=False, widget=forms.RadioSelect
    )
