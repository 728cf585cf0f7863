"""Validation of what people say about themselves."""

import zoneinfo

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.services import PROFILE_FIELDS
from core.choices import RowsField
from core.revised_forms import RevisedModelForm


class ProfileForm(RevisedModelForm[User]):
    """A person's own profile."""

    time_zone = forms.ChoiceField(label=_("Time zone"), help_text=_("All times are shown in this zone."))

    class Meta:
        model = User
        fields = (*PROFILE_FIELDS, "languages")
        field_classes = {"languages": RowsField}
        widgets = {
            "about": forms.Textarea(attrs={"rows": 6}),
            "working_style": forms.Textarea(attrs={"rows": 3}),
            "languages": forms.CheckboxSelectMultiple,
        }
        help_texts = {
            "headline": _("One line under your name."),
            "about": _("Readable by everybody in your programs."),
            "pronouns": _("For example she/her. You may leave this empty."),
        }

    field_order = (*PROFILE_FIELDS, "languages")

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        zones = sorted(zone for zone in zoneinfo.available_timezones() if "/" in zone and not zone.startswith("Etc"))
        self.fields["time_zone"].choices = [("UTC", "UTC"), *((zone, zone.replace("_", " ")) for zone in zones)]  # type: ignore[attr-defined]
