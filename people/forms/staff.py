"""Whom to appoint."""

from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms import settle_names
from accounts.models import Role
from programs.models import Institution, Program

_WHOLE_SCHOOL = "school"


class AppointmentForm(forms.Form):
    """Whom to appoint."""

    role = forms.ChoiceField(
        label=_("Role"),
        choices=[
            ("", _("Choose a role")),
            *((role.value, role.label) for role in (Role.COORDINATOR, Role.ADMIN, Role.SAFEGUARDING)),
        ],
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

    place = forms.ChoiceField(
        label=_("Program"),
        help_text=_(
            "Administrators and safeguarding officers can have the whole school; coordinators run one program."
        ),
    )
    field_order = ("role", "place", "email", "given_name", "family_name")

    def __init__(self, *args: Any, school: Institution, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.programs = {str(program.pk): program for program in school.programs.order_by("name")}
        names = ((key, program.name) for key, program in self.programs.items())
        place = cast(forms.ChoiceField, self.fields["place"])
        place.choices = [("", _("Choose a program")), (_WHOLE_SCHOOL, _("The whole school")), *names]

    def clean_place(self) -> Program | None:
        """The program, or None for the whole school."""
        return self.programs.get(self.cleaned_data["place"])
