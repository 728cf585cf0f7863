"""Who of two people does what, and by when."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.revised_forms import RevisedForm
from pairs.forms.fields import day_field, let_closed_text_stay, line_field
from pairs.models import Action, Mentorship


class ActionForm(RevisedForm):
    """One action, new or stored."""

    text = line_field(gettext_lazy("What?"), help_text=gettext_lazy("Nothing about patients."))
    due_on = day_field(gettext_lazy("By when?"))

    def __init__(self, *args: Any, pair: Mentorship, **kwargs: Any) -> None:
        super().__init__(*args, **({"auto_id": "id_action_%s"} | kwargs))
        names = (pair.mentee.given_name, pair.mentor.given_name, _("Both"))
        owners = list(zip(Action.Owner.values, names, strict=True))
        self.fields["owner"] = forms.ChoiceField(label=_("Who?"), choices=owners, widget=forms.RadioSelect)
        self.order_fields(("text", "owner", "due_on"))
        let_closed_text_stay(self, kwargs.get("stored"))
        if kwargs.get("stored") is None and self.initial.get("due_on"):
            self.fields["due_on"].help_text = _("Your next session is filled in.")
