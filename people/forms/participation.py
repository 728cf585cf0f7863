"""Forms of those who take part, and the file of a school's own list."""

from collections.abc import Mapping
from typing import Any, cast

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.forms import ProfileForm
from accounts.models import User
from core.choices import WordField
from core.dates import plausible_date
from core.revised_forms import RevisedModelForm
from core.tables.files import MAX_BYTES
from people.forms.interest_picker import InterestsForm
from people.forms.meeting_times import MeetingTimesField
from people.models import MentorParticipation
from people.queries.form_values import ParticipationFields
from people.queries.readiness import trained
from programs.models import SupportFunction, WordList
from programs.queries.listed_words import offered_words

NEEDS = ("first_need", "second_need", "third_need")
MODES = ("in_person", "by_video", "by_audio")


class EnrollmentForm(ProfileForm, InterestsForm):
    """The profile of a mentee or peer, with what they hope for in a year. `stored` is `mentee_profile_values`."""

    def __init__(self, *args: Any, among_peers: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        labels = (_("What matters most"), _("Second"), _("Third"))
        for place, (name, label) in enumerate(zip(NEEDS, labels, strict=True)):
            self.fields[name] = forms.ChoiceField(
                label=label,
                choices=[("", _("No answer")), *SupportFunction.choices],
                required=place == 0,
                error_messages={"required": _("Choose what you’d like help with.")},
            )
        self.fields["introduction"] = forms.CharField(
            label=_("A few words about you"),
            help_text=_("Read by your peers. Optional.")
            if among_peers
            else _("Read by the mentors you may meet this year. Optional."),
            max_length=2000,
            required=False,
            widget=forms.Textarea(attrs={"rows": 5}),
        )
        self.fields["meeting_times"] = MeetingTimesField(
            label=_("When you can usually meet"),
            help_text=_(
                "On your own clock. Groups are formed so that their people share a time; coordinators who form them "
                "can read it. Optional."
            ),
        )

    def as_initial(self, stored: Mapping[str, Any]) -> dict[str, Any]:
        """Spread the kinds of support over the three questions."""
        needs = zip(NEEDS, [*stored["support"], "", "", ""], strict=False)
        said = {name: stored[name] for name in ("introduction", "meeting_times")}
        return super().as_initial(stored) | dict(needs) | said

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        chosen = [cleaned[name] for name in NEEDS if cleaned.get(name)]
        if len(chosen) != len(set(chosen)):
            self.add_error("second_need", _("Choose each kind of support once."))
        return cleaned

    def needs(self) -> list[str]:
        """Return the chosen kinds of support, the most important first."""
        return [self.cleaned_data[name] for name in NEEDS if self.cleaned_data[name]]

    def need_fields(self) -> list[forms.BoundField]:
        """Return the three questions, for the page."""
        return [self[name] for name in NEEDS]


class ParticipationForm(ProfileForm, InterestsForm):
    """The profile of a mentor, with what they offer in a year. `stored` is `mentor_profile_values`."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields |= _place_fields()
        for function in SupportFunction:
            self.fields[f"offers_{function}"] = forms.BooleanField(label=function.label, required=False)
            self.fields[f"note_{function}"] = forms.CharField(
                label=_("%(function)s: how") % {"function": function.label},
                max_length=80,
                required=False,
            )

    def as_initial(self, stored: Mapping[str, Any]) -> dict[str, Any]:
        """Spread ways to meet and kinds of support over their boxes."""
        support = stored["support"]
        offers = {f"offers_{function}": function in support for function in SupportFunction}
        notes = {f"note_{function}": support.get(function, "") for function in SupportFunction}
        places = {name: stored[name] for name in ("capacity", "minimum", "meeting_times", "usual_times")}
        modes = {"modes": [mode for mode in MODES if stored[mode]]}
        return super().as_initial(stored) | places | modes | offers | notes

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        capacity, minimum = cleaned.get("capacity"), cleaned.get("minimum")
        if capacity is not None and minimum is not None and minimum > capacity:
            self.add_error("minimum", _("This can’t be more than your places."))
        return cleaned

    def place_fields(self) -> list[forms.BoundField]:
        """Return the questions about places and ways to meet, for the page."""
        return [self[name] for name in ("capacity", "minimum", "modes", "meeting_times", "usual_times")]

    def offer_fields(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        """Return (box, words) for each kind of support, for the page."""
        return [(self[f"offers_{function}"], self[f"note_{function}"]) for function in SupportFunction]

    def participation_fields(self) -> ParticipationFields:
        """Return the values of the participation itself."""
        cleaned = self.cleaned_data
        return ParticipationFields(
            capacity=cleaned["capacity"],
            minimum=cleaned["minimum"],
            meeting_times=cleaned["meeting_times"],
            usual_times=cleaned["usual_times"],
            in_person="in_person" in cleaned["modes"],
            by_video="by_video" in cleaned["modes"],
            by_audio="by_audio" in cleaned["modes"],
        )

    def support(self) -> dict[str, str]:
        """Return function → in which way, for the kinds that are offered."""
        cleaned = self.cleaned_data
        return {f.value: cleaned[f"note_{f}"] for f in SupportFunction if cleaned[f"offers_{f}"]}


def _place_fields() -> dict[str, forms.Field]:
    return {
        "capacity": forms.IntegerField(
            label=_("Places"),
            help_text=_("How many mentees you have room for this year."),
            min_value=0,
            max_value=30,
        ),
        "minimum": forms.IntegerField(
            label=_("Fewest mentees to make it worthwhile"),
            help_text=_("0 if one is enough. Match rounds respect it where they can."),
            min_value=0,
            max_value=30,
        ),
        "modes": forms.MultipleChoiceField(
            label=_("Ways to meet"),
            choices=list(zip(MODES, (_("In person"), _("By video"), _("Audio first")), strict=True)),
            widget=forms.CheckboxSelectMultiple,
            error_messages={"required": _("Choose at least one way to meet.")},
        ),
        "meeting_times": MeetingTimesField(
            label=_("Usual times"),
            help_text=_("When you can usually meet, on your own clock. Mentees read it on your page. Optional."),
        ),
        "usual_times": forms.CharField(
            label=_("More about your times"),
            help_text=_("For example: not in the first week of a month. Optional."),
            max_length=160,
            required=False,
        ),
    }


class LeaveForm(forms.Form):
    """From when to when a mentor is away."""

    away_from = forms.DateField(
        label=_("Away from"),
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        validators=[plausible_date],
    )
    away_until = forms.DateField(
        label=_("Back on"),
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        validators=[plausible_date],
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        first, last = cleaned.get("away_from"), cleaned.get("away_until")
        if first and last and last <= first:
            self.add_error("away_until", _("Choose a day after the first day away."))
        return cleaned


class OversightForm(RevisedModelForm[MentorParticipation]):
    """What those who run the program decide about a mentor."""

    class Meta:
        model = MentorParticipation
        fields = ("capacity", "department", "trained_on", "co_mentor", "mentor_since")
        widgets = {"trained_on": forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})}
        labels = {"co_mentor": _("Co-mentor")}
        help_texts = {
            "trained_on": _("Only for a training elsewhere, such as a workshop. Training taken here counts by itself."),
            "co_mentor": _("A mentor of this program who is trained. With one, training can wait."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        school = self.instance.cycle.program.institution_id
        if departments := offered_words([school]).get(WordList.DEPARTMENT):
            here = self.instance.department
            self.fields["department"] = WordField(label=_("Department"), offered=departments, here=here)
        day = self.instance.cycle.local_day(timezone.now())
        experienced = MentorParticipation.objects.filter(trained(day), cycle__program=self.instance.cycle.program_id)
        experienced = experienced.exclude(mentor=self.instance.mentor_id)
        co_mentor = cast("forms.ModelChoiceField[User]", self.fields["co_mentor"])
        co_mentor.empty_label = _("No one")
        co_mentor.queryset = User.objects.filter(pk__in=experienced.values("mentor"))


class ImportForm(forms.Form):
    """The file of a school's own list."""

    file = forms.FileField(
        label=_("File"),
        help_text=_("Excel, LibreOffice or CSV, as it is; up to 5 MB and 20,000 rows."),
        error_messages={"required": _("Choose a file."), "empty": _("The file is empty.")},
        widget=forms.FileInput(attrs={"accept": ".csv,.tsv,.txt,.xlsx,.xls,.xlsb,.ods"}),
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > MAX_BYTES:
            raise forms.ValidationError(
                _("The file is larger than 5 MB. Split it, or leave out columns that are not needed.")
            )
        return file
