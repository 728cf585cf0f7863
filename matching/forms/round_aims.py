"""What a coordinator says a round aims for, in plain words."""

from django import forms
from django.utils.translation import gettext_lazy as _

from core.revised_forms import RevisedForm
from matching.models import Weight


class AimsForm(RevisedForm):
    """How much each aim matters. `stored` has the names of `matching.services.round_aims.AIMS`."""

    even_weight = forms.TypedChoiceField(
        label=_("Mentors have about as many mentees each"),
        choices=Weight.choices,
        coerce=int,
        help_text=_("Counts every two mentees who share a mentor."),
    )

    @property
    def settings(self) -> dict[str, int]:
        """The aims as the service takes them."""
        return {"even_weight": self.cleaned_data["even_weight"]}
