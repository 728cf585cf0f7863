"""What mentors answer when they are asked."""

from django import forms
from django.utils.translation import gettext_lazy as _

from people.models import MentorParticipation


class DeclineForm(forms.Form):
    """Why somebody would rather not mentor this year."""

    because = forms.ChoiceField(
        label=_("What stands in the way?"),
        help_text=_("Optional. Counted together with others’ answers, never shown beside your name."),
        choices=[("", _("I’d rather not say")), *MentorParticipation.Because.choices],
        required=False,
    )
    reason = forms.CharField(
        label=_("In your words"),
        help_text=_("Optional. Stored encrypted; nobody reads it unless you check the box."),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    share = forms.BooleanField(label=_("The coordinator may read my words"), required=False)
