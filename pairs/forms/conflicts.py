"""Validation of conflicts: entered by hand, declared, imported."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from pairs.imports.roster_people import mentees_by_email, mentors_by_email
from pairs.models import Conflict
from programs.models import Institution


class PersonField(forms.EmailField):
    """The address of somebody who takes part in a program of the school; the value is the person."""

    people: dict[str, User]

    def clean(self, value: Any) -> Any:
        """Return the person, or None for an empty field that is not required."""
        address = super().clean(value)
        if not address:
            return None
        if address.lower() not in self.people:
            raise forms.ValidationError(_("Nobody in this school’s programs has this address."))
        return self.people[address.lower()]


class ConflictForm(forms.ModelForm[Conflict]):
    """One conflict, entered by a coordinator."""

    mentor = PersonField(
        label=_("Mentor’s email address"),
        help_text=_("The person who grades, manages, treats or is related to the mentee."),
    )
    mentee = PersonField(label=_("Mentee’s email address"))

    class Meta:
        model = Conflict
        fields = ("kind", "course", "starts_on", "ends_on")
        widgets = {
            "starts_on": forms.DateInput(attrs={"type": "date"}),
            "ends_on": forms.DateInput(attrs={"type": "date"}),
        }
        help_texts = {
            "course": _("Leave empty if it isn’t about one course."),
            "starts_on": _("Leave empty if it already applies."),
            "ends_on": _("Leave empty if it has no end."),
        }

    field_order = ("mentor", "mentee", "kind", "course", "starts_on", "ends_on")

    def __init__(self, *args: Any, institution: Institution, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.mentors = mentors_by_email(institution) if self.is_bound else {}
        self.mentees = mentees_by_email(institution) if self.is_bound else {}
        for field in self.fields.values():
            if isinstance(field, PersonField):
                field.people = self.mentors | self.mentees

    def clean(self) -> dict[str, Any]:
        """Check what is about two fields at once."""
        data = super().clean() or {}
        self._check_people(data.get("mentor"), data.get("mentee"))
        starts_on, ends_on = data.get("starts_on"), data.get("ends_on")
        if starts_on and ends_on and ends_on < starts_on:
            self.add_error("ends_on", _("The last day is before the first."))
        return data

    def _check_people(self, mentor: User | None, mentee: User | None) -> None:
        """Refuse one person on both sides, and whoever is not on the side where they stand."""
        if mentor and mentor == mentee:
            self.add_error("mentee", _("Both addresses belong to the same person."))
            return
        mentors_nowhere = mentor and mentor.email not in self.mentors
        enrolled_nowhere = mentee and mentee.email not in self.mentees
        if mentors_nowhere:
            self.add_error("mentor", _("This person isn’t a mentor in any of the school’s programs."))
        if enrolled_nowhere:
            self.add_error("mentee", _("This person isn’t enrolled in any of the school’s programs."))
        swapped = mentor and mentee and mentor.email in self.mentees and mentee.email in self.mentors
        if swapped and (mentors_nowhere or enrolled_nowhere):
            self.add_error("mentor", _("It looks like the two addresses are swapped."))


class DeclareForm(forms.Form):
    """One of the two says which role there is. The other person never learns the kind."""

    kind = forms.ChoiceField(
        label=_("What is the conflict?"),
        choices=[
            (Conflict.Kind.GRADES.value, _("One of us grades or assesses the other")),
            (Conflict.Kind.LINE_MANAGES.value, _("One of us is the other’s manager")),
            (Conflict.Kind.FAMILY.value, _("We’re family, or close in private life")),
            (Conflict.Kind.TREATS.value, _("One of us is the other’s patient")),
            (Conflict.Kind.OTHER.value, _("Something else")),
        ],
        widget=forms.RadioSelect,
    )


class RosterForm(forms.Form):
    """A roster to import."""

    file = forms.FileField(label=_("Roster"), help_text=_("Excel (.xlsx) or CSV, up to 5 MB."))
    leave_out_unknown = forms.BooleanField(
        label=_("Skip rows about people who aren’t in our programs"),
        help_text=_("For a roster of the whole school. We’ll tell you how many rows were skipped."),
        required=False,
    )
