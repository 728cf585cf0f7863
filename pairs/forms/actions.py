"""Who of a pair or a group does what, and by when."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.revised_forms import RevisedForm
from pairs.forms.fields import day_field, let_closed_text_stay, line_field
from pairs.models import Action, Mentorship
from pairs.models.of_whole import Whole


class ActionForm(RevisedForm):
    """One action, new or stored."""

    text = line_field(gettext_lazy("What?"), help_text=gettext_lazy("Nothing about patients."))
    due_on = day_field(gettext_lazy("By when?"))

    def __init__(self, *args: Any, whole: Whole, **kwargs: Any) -> None:
        super().__init__(*args, **({"auto_id": "id_action_%s"} | kwargs))
        self.of_group = not isinstance(whole, Mentorship)
        widget = forms.Select if self.of_group else forms.RadioSelect
        self.fields["owner"] = forms.ChoiceField(label=_("Who?"), choices=_owners(whole), widget=widget)
        self.order_fields(("text", "owner", "due_on"))
        let_closed_text_stay(self, kwargs.get("stored"))
        if kwargs.get("stored") is None and self.initial.get("due_on"):
            self.fields["due_on"].help_text = _("Your next session is filled in.")


def _owners(whole: Whole) -> list[tuple[str, str]]:
    if isinstance(whole, Mentorship):
        names = (whole.mentee.given_name, whole.mentor.given_name, _("Both"))
        return list(zip(Action.OF_PAIRS, names, strict=True))
    members = [(str(one.user_id), one.user.display_name) for one in whole.members.all()]
    return [(Action.Owner.ALL.value, _("Everyone")), *members]
