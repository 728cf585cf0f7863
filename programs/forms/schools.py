"""The form of the school itself."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms import zone_choices
from core.revised_forms import RevisedModelForm
from programs.models import Institution


class SchoolForm(RevisedModelForm[Institution]):
    """What the school is called, and the time zone of its deadlines."""

    class Meta:
        model = Institution
        fields = ("name", "short_name", "time_zone", "colophon")
        labels = {"name": _("Name of the school"), "short_name": _("Short name")}
        widgets = {"time_zone": forms.Select}
        help_texts = {
            "short_name": _("Shown at the top of every page."),
            "time_zone": _(
                "Deadlines are set and shown in this time zone. Those already set stay the same moment, so they may "
                "read as another hour."
            ),
            "colophon": _("For example: the school with its partners. Optional."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # A zone that was stored in another way stays a choice.
        here = self.instance.time_zone
        choices = zone_choices()
        known = {zone for zone, _name in choices}
        self.fields["time_zone"] = forms.ChoiceField(
            label=_("Time zone"),
            help_text=self.Meta.help_texts["time_zone"],
            choices=choices if here in known else [(here, here), *choices],
        )
