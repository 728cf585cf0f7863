"""How much of a session somebody's own calendar shows."""

from django import forms
from django.utils.translation import gettext_lazy as _

from core.revised_forms import RevisedForm
from sessions.models import Shown


class ShownForm(RevisedForm):
    """What invitations and the feed say; `stored` is `shown_of`."""

    in_feed = forms.ChoiceField(
        label=_("The calendar I subscribe to shows"),
        choices=Shown,
        widget=forms.RadioSelect,
        help_text=_("Think of everyone who can see your calendar: family, colleagues, an office."),
    )
    in_mails = forms.ChoiceField(
        label=_("Invitations that come by email show"),
        choices=Shown,
        widget=forms.RadioSelect,
        help_text=_("What you talk about is never in a calendar."),
    )
