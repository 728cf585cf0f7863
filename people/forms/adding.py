"""What a coordinator says of one person who comes by hand."""

import copy
from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms import settle_names
from accounts.models import Role
from core.choices import WordField
from programs.models import Program
from programs.presentation.roles import role_label

_OF_MENTORS = ("department", "capacity")


class AddPersonForm(forms.Form):
    """Names, address, and what they are in the year.

    Args:
        program: which roles there are, and what they are called.
        departments: those of the school’s list; without any the department is free text.
        namesake: whether it is asked if they are another person than one of the same name.
    """

    role = forms.ChoiceField(label=_("Mentee or mentor"), widget=forms.RadioSelect)
    given_name = forms.CharField(label=_("Given name"), max_length=80, required=False)
    family_name = forms.CharField(label=_("Family name"), max_length=80, required=False)
    email = forms.CharField(
        label=_("Email address"),
        max_length=254,
        widget=forms.EmailInput,
        help_text=_("The school’s. They’ll sign in with it."),
        error_messages={"required": _("Enter their email address.")},
    )
    someone_else = forms.BooleanField(label=_("They’re someone else of the same name"), required=False)
    cohort = forms.CharField(label=_("Year or group"), max_length=60, required=False, help_text=_("For a mentee."))
    department = forms.CharField(label=_("Department"), max_length=80, required=False, help_text=_("For a mentor."))
    capacity = forms.IntegerField(
        label=_("Places"),
        min_value=0,
        max_value=30,
        required=False,
        help_text=_("For a mentor: how many mentees. Empty means 1."),
    )
    enrolled = forms.BooleanField(
        label=_("They’ve enrolled with the school already"),
        required=False,
        help_text=_("Then they take part at once. Otherwise they’re invited and enroll themselves."),
    )

    def __init__(self, *args: Any, program: Program, departments: Sequence[str], namesake: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if program.is_peer:
            for name in ("role", *_OF_MENTORS):
                del self.fields[name]
            self.fields["cohort"].help_text = ""
        else:
            roles = [(role.value, role_label(role, program)) for role in (Role.MENTEE, Role.MENTOR)]
            self.fields["role"].choices = roles  # type: ignore[attr-defined]
            if departments:
                hint = self.fields["department"].help_text
                self.fields["department"] = WordField(
                    label=_("Department"), offered=departments, here="", help_text=hint
                )
        if not namesake:
            del self.fields["someone_else"]

    def ask_about_namesake(self) -> None:
        """Ask on the page that shows the form again whether they are another person of the same name."""
        self.fields["someone_else"] = copy.deepcopy(self.base_fields["someone_else"])
        self.order_fields(list(self.base_fields))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        settle_names(self)
        return cleaned

    @property
    def cells(self) -> dict[str, str]:
        """What was said, as a row of a file says it."""
        said = {name: value for name, value in self.cleaned_data.items() if name != "someone_else"}
        said["enrolled"] = "yes" if said["enrolled"] else ""
        return {name: "" if value is None else str(value) for name, value in said.items()}
