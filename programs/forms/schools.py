"""The form of the school itself."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.revised_forms import RevisedModelForm
from core.zones import ZoneField
from programs.models import Institution


class SchoolForm(RevisedModelForm[Institution]):
    """What the school is called, the time zone of its deadlines, and where people meet by video."""

    class Meta:
        model = Institution
        fields = ("name", "short_name", "time_zone", "join_link", "colophon")
        labels = {
            "name": _("Name of the school"),
            "short_name": _("Short name"),
            "join_link": _("Where people meet by video"),
        }
        widgets = {"time_zone": forms.Select}
        help_texts = {
            "short_name": _("Shown at the top of every page."),
            "time_zone": _(
                "Deadlines are set and shown in this time zone. Those already set stay the same moment, so they may "
                "read as another hour."
            ),
            "join_link": _(
                "Used when nobody types a link. For example https://meet.example/{token}, a new room for each session, "
                "or https://meet.example/{mentor}, one room for each mentor. Optional."
            ),
            "colophon": _("For example: the school with its partners. Optional."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["time_zone"] = ZoneField(
            label=_("Time zone"), help_text=self.Meta.help_texts["time_zone"], here=self.instance.time_zone
        )
