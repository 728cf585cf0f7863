"""Validation of what coordinators fill in to form groups."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from core.revised_forms import RevisedForm
from matching.models import WISHES, Attribute, Formation, Weight, Wish
from matching.models.formations import FEWEST_PEERS, MOST_GROUPS_EACH, MOST_MENTORS_EACH, MOST_PEERS, MOST_PEOPLE
from matching.models.stored import FormationAim
from matching.queries.formations import people_named
from pairs.models import MentoringGroup

_ABOUT_MENTORS = ("kind", "mentors_each", "groups_each", "lead_profession", "mentors_differ")
APART, TOGETHER = "apart", "together"


class FormationForm(RevisedForm):
    """Sizes, mentors, and what matters. `stored` has the names of `matching.services.formations.SETTINGS`.

    `professions` are those of the mentors who can lead.
    """

    kind = forms.ChoiceField(
        label=gettext_lazy("What the groups are called"),
        choices=[one for one in MentoringGroup.Kind.choices if one[0] != MentoringGroup.Kind.PEERS],
    )
    fewest = forms.IntegerField(label=gettext_lazy("Fewest mentees in a group"), min_value=1, max_value=MOST_PEOPLE)
    most = forms.IntegerField(label=gettext_lazy("Most mentees in a group"), min_value=1, max_value=MOST_PEOPLE)
    mentors_each = forms.IntegerField(
        label=gettext_lazy("Mentors in each group"), min_value=0, max_value=MOST_MENTORS_EACH
    )
    groups_each = forms.IntegerField(
        label=gettext_lazy("Most groups of one mentor"), min_value=1, max_value=MOST_GROUPS_EACH
    )
    lead_profession = forms.ChoiceField(
        label=gettext_lazy("One of them is"), required=False, help_text=gettext_lazy("For example, a physician.")
    )
    mentors_differ = forms.BooleanField(
        label=gettext_lazy("The mentors of a group have different professions"), required=False
    )

    def __init__(self, *args: Any, professions: Sequence[str] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.professions = professions
        named = sorted({*professions, self.initial.get("lead_profession") or ""} - {""})
        self.fields["lead_profession"].choices = [  # type: ignore[attr-defined]
            ("", _("Any profession")),
            *((name, name) for name in named),
        ]
        for attribute in Attribute:
            self._add_wish(attribute)

    def _add_wish(self, attribute: Attribute) -> None:
        words = {"attribute": attribute.label}
        wishes = [(wish.value, wish.label) for wish in WISHES[attribute]]
        self.fields[f"{attribute.value}_wish"] = forms.ChoiceField(
            label=_("%(attribute)s: what you want") % words,
            choices=wishes,
            initial=self.initial.get(f"{attribute.value}_wish"),
        )
        self.fields[f"{attribute.value}_weight"] = forms.TypedChoiceField(
            label=_("%(attribute)s: how much it matters") % words,
            choices=Weight.choices,
            coerce=int,
            initial=self.initial.get(f"{attribute.value}_weight"),
        )

    def as_initial(self, stored: Mapping[str, Any]) -> dict[str, Any]:
        """Each wish of the stored list as the two fields that it is made of; what is not there does not matter."""
        shown = {name: value for name, value in stored.items() if name != "aims"}
        for attribute in Attribute:
            shown[f"{attribute.value}_wish"] = WISHES[attribute][0].value
            shown[f"{attribute.value}_weight"] = Weight.NOT.value
        for aim in stored["aims"]:
            shown[f"{aim['attribute']}_wish"] = aim["wish"]
            shown[f"{aim['attribute']}_weight"] = aim["weight"]
        return shown

    def clean(self) -> dict[str, Any]:
        """The smallest group is no larger than the largest."""
        cleaned = super().clean() or {}
        fewest, most = cleaned.get("fewest"), cleaned.get("most")
        if fewest and most and fewest > most:
            self.add_error("most", _("Enter at least as many as in the smallest group."))
        return cleaned

    @property
    def rows(self) -> list[tuple[str, Any, Any]]:
        """For each attribute its name and the two fields."""
        return [
            (str(attribute.label), self[f"{attribute.value}_wish"], self[f"{attribute.value}_weight"])
            for attribute in Attribute
        ]

    @property
    def group_fields(self) -> list[Any]:
        """The fields about sizes and mentors."""
        return [self[name] for name in type(self).base_fields]

    @property
    def settings(self) -> dict[str, Any]:
        """What is stored of the formation."""
        aims = [
            FormationAim(
                attribute=attribute.value,
                wish=Wish(self.cleaned_data[f"{attribute.value}_wish"]).value,
                weight=Weight(self.cleaned_data[f"{attribute.value}_weight"]).value,
            )
            for attribute in Attribute
        ]
        return {name: self.cleaned_data[name] for name in type(self).base_fields} | {"aims": aims}


class PeersForm(FormationForm):
    """How many people are together, and what matters; there are no mentors to ask about."""

    fewest = forms.IntegerField(
        label=gettext_lazy("Fewest people together"),
        min_value=FEWEST_PEERS,
        max_value=MOST_PEERS,
        help_text=gettext_lazy("2 makes pairs, as many as possible."),
    )
    most = forms.IntegerField(
        label=gettext_lazy("Most people together"),
        min_value=FEWEST_PEERS,
        max_value=MOST_PEERS,
        help_text=gettext_lazy("One more than the fewest leaves nobody out when the number is odd."),
    )

    def __init__(self, *args: Any, stored: Mapping[str, Any], **kwargs: Any) -> None:
        super().__init__(*args, stored=stored, **kwargs)
        self._fixed = {name: stored[name] for name in _ABOUT_MENTORS}
        for name in _ABOUT_MENTORS:
            del self.fields[name]

    @property
    def group_fields(self) -> list[Any]:
        """The sizes."""
        return [self["fewest"], self["most"]]

    @property
    def settings(self) -> dict[str, Any]:
        """What is stored of the formation; what is said of mentors stays as it was."""
        self.cleaned_data |= self._fixed
        return super().settings


class PairWishForm(forms.Form):
    """Two people by name or address, and whether they must be together."""

    one = forms.CharField(label=gettext_lazy("Name or address"), max_length=254)
    wish = forms.ChoiceField(
        label=gettext_lazy("What must be"),
        choices=((APART, gettext_lazy("must not be with")), (TOGETHER, gettext_lazy("must be with"))),
    )
    other = forms.CharField(label=gettext_lazy("Name or address of the other"), max_length=254)

    def __init__(self, *args: Any, formation: Formation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._formation = formation

    def clean_one(self) -> User:
        """Somebody who takes part."""
        return self._person(self.cleaned_data["one"])

    def clean_other(self) -> User:
        """The same."""
        return self._person(self.cleaned_data["other"])

    @property
    def together(self) -> bool:
        """Whether the two must be together; else they must not be."""
        return bool(self.cleaned_data["wish"] == TOGETHER)

    def _person(self, typed: str) -> User:
        found = people_named(self._formation, typed)
        if len(found) > 1:
            raise forms.ValidationError(_("Several people are called that. Enter the email address."))
        if not found:
            raise forms.ValidationError(_("Nobody who takes part is called that. Enter a name or an email address."))
        return found[0]
