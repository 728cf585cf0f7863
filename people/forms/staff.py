"""Whom to appoint."""

from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms import settle_names
from accounts.models import Role
from programs.models import Institution, Program


class AppointmentForm(forms.Form):
    """Whom to appoint."""

    role = forms.ChoiceField(
        label=_("Role"),
        choices=[(role.value, role.label) for role in (Role.COORDINATOR, Role.ADMIN, Role.SAFEGUARDING)],
    )
    email = forms.EmailField(label=_("Email address"), max_length=254)
    given_name = forms.CharField(label=_("Given name"), max_length=80, required=False)
    family_name = forms.CharField(label=_("Family name"), max_length=80, required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        settle_names(self)
        return cleaned


class SchoolAppointmentForm(AppointmentForm):
    """Whom to appoint, and where: in a program, or in the whole school."""

    place = forms.ModelChoiceField(
        label=_("Program"),
        queryset=Program.objects.none(),
        empty_label=_("The whole school"),
        required=False,
        help_text=_(
            "Administrators and safeguarding officers can have the whole school; coordinators run one program."
        ),
    )
    field_order = ("role", "place", "email", "given_name", "family_name")

    def __init__(self, *args: Any, school: Institution, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast("forms.ModelChoiceField[Program]", self.fields["place"]).queryset = school.programs.order_by("name")
