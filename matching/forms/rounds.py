"""Validation of what coordinators fill in for a round."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from hashlib import sha256
from typing import Any, NotRequired, TypedDict, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from core.dates import plausible_date
from core.revised_forms import RevisedForm
from matching.engine.model.options import MAX_WEIGHT, OBJECTIVES, PRIORITIES
from matching.models import MatchRound, Proposal, Strategy
from matching.models.stored import StrategyOptions
from matching.models.titles import is_visible
from programs.models import Cycle

_MOST_OF_A_DEPARTMENT = 10_000


def _moment(label: Any, help_text: Any = "", *, required: bool = True) -> forms.DateTimeField:
    """A local date and time; the view decides in which zone it is read and shown."""
    picker = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    return forms.DateTimeField(
        label=label, help_text=help_text, required=required, widget=picker, validators=[plausible_date]
    )


_UNSEEN = _("Type a name with visible letters or digits.")


def _visible(name: str) -> None:
    if not is_visible(name):
        raise forms.ValidationError(_UNSEEN)


class RoundSettings(TypedDict):
    """What a coordinator says of any round."""

    name: str
    opens_at: datetime | None
    closes_at: datetime
    announced_method: NotRequired[str]
    kept_year: NotRequired[Cycle | None]


class RoundForm(RevisedForm):
    """Name and dates of a round. `cycles` is given only when the coordinator has to choose one, `methods` only while
    one of them can be fixed and announced, `years` while one can be chosen whose pairs are kept.

    `stored` are the fields of a round that there is already.
    """

    name = forms.CharField(
        label=_("Name of the round"),
        max_length=80,
        help_text=_("You’ll type it again to publish the round."),
        validators=[_visible],
        error_messages={"required": _UNSEEN},
    )
    cycle = forms.ModelChoiceField(label=_("Cycle"), queryset=Cycle.objects.none(), empty_label=None)
    opens_at = _moment(
        _("Ranking opens"), _("Shown to mentees. The round opens only when you open it."), required=False
    )
    closes_at = _moment(_("Lists close"), _("After that, no list can be changed."))
    announced_method = forms.ChoiceField(
        label=_("Method of pairing"),
        required=False,
        help_text=_(
            "If you choose one, mentees read it where they rank, with what it means for their lists. Once ranking is "
            "open it can’t be changed, and the round can be published with no other."
        ),
    )

    kept_year = forms.ChoiceField(
        label=_("Keep pairs of an earlier year"),
        required=False,
        help_text=_(
            "Every method keeps as many of these pairs together as it can, before it looks at ranks. Whoever leaves "
            "their earlier mentor off the list may change. Mentees are told before they rank."
        ),
    )

    def __init__(
        self,
        *args: Any,
        cycles: Any = None,
        years: Sequence[Cycle] = (),
        departments: Sequence[str] = (),
        methods: Sequence[Strategy] = (),
        **kwargs: Any,
    ) -> None:
        # Named for the department, not for its place among them: a form that was opened before another one came holds.
        self._departments = {f"department_{sha256(name.encode()).hexdigest()[:8]}": name for name in departments}
        super().__init__(*args, **kwargs)
        for field, name in self._departments.items():
            self.fields[field] = forms.IntegerField(
                label=name, required=False, min_value=0, max_value=_MOST_OF_A_DEPARTMENT
            )
        if len(methods) > 1:
            choices = [("", _("Decide after lists close")), *((method.value, method.label) for method in methods)]
            self.fields["announced_method"].choices = choices  # type: ignore[attr-defined]
        else:
            del self.fields["announced_method"]
        self._years = {str(year.pk): year for year in years}
        named = [(pk, year.name) for pk, year in self._years.items()]
        self.fields["kept_year"].choices = [("", _("No, pair everyone anew")), *named]  # type: ignore[attr-defined]
        if not named:
            del self.fields["kept_year"]
        if cycles is None:
            del self.fields["cycle"]
        else:
            self.fields["cycle"].queryset = cycles  # type: ignore[attr-defined]
            self.fields["cycle"].initial = cycles.first()

    def as_initial(self, stored: Mapping[str, Any]) -> dict[str, Any]:
        """Spread the limits over the departments."""
        limits = stored["department_limits"]
        return {**stored} | {field: limits.get(name) for field, name in self._departments.items()}

    @property
    def of_round(self) -> list[forms.BoundField]:
        """The fields of every round."""
        return [field for field in self if field.name not in self._departments]

    @property
    def of_departments(self) -> list[forms.BoundField]:
        """The limits, one field for each department."""
        return [self[name] for name in self._departments]

    @property
    def has_limits(self) -> bool:
        """Whether a limit is set, or was filled in wrongly."""
        return any(field.errors or field.value() not in (None, "") for field in self.of_departments)

    @property
    def round_settings(self) -> RoundSettings:
        """Name, dates and, where it was asked for, the method, as the services take them."""
        data = self.cleaned_data
        said: RoundSettings = {"name": data["name"], "opens_at": data["opens_at"], "closes_at": data["closes_at"]}
        if "announced_method" in data:
            said["announced_method"] = data["announced_method"]
        if "kept_year" in data:
            said["kept_year"] = self._years.get(data["kept_year"])
        return said

    @property
    def department_limits(self) -> dict[str, int]:
        """The limits by department, without those left empty."""
        data = self.cleaned_data
        return {name: data[field] for field, name in self._departments.items() if data[field] is not None}

    def clean(self) -> dict[str, Any]:
        """Closing comes after opening."""
        cleaned = super().clean() or {}
        opens, closes = cleaned.get("opens_at"), cleaned.get("closes_at")
        if opens and closes and closes <= opens:
            self.add_error("closes_at", _("Choose a time after the opening."))
        return cleaned


class ReopenForm(forms.Form):
    """When the lists of a reopened round close, and which of its proposals the next run stays close to."""

    closes_at = _moment(_("Lists close again"))
    keep = forms.ChoiceField(
        label=_("Keep as many pairs as possible of"),
        required=False,
        help_text=_("The next proposals then say how many they keep, and name who would change."),
    )

    def __init__(self, *args: Any, proposals: Sequence[Proposal], now: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.now = now
        self._proposals = {str(one.pk): one for one in proposals if one.is_candidate}
        named = [(pk, one.get_strategy_display()) for pk, one in self._proposals.items()]
        self.fields["keep"].choices = [("", _("No earlier proposal")), *named]  # type: ignore[attr-defined]
        if not named:
            del self.fields["keep"]

    def clean_keep(self) -> Proposal | None:
        """The proposal."""
        return self._proposals.get(self.cleaned_data["keep"])

    def clean_closes_at(self) -> datetime:
        """It lies ahead."""
        closes: datetime = self.cleaned_data["closes_at"]
        if closes <= self.now:
            raise forms.ValidationError(_("Choose a time in the future."))
        return closes


class RunForm(forms.Form):
    """Which strategies to run, and with which settings."""

    strategies = forms.MultipleChoiceField(
        label=_("Methods"), choices=Strategy.choices, widget=forms.CheckboxSelectMultiple
    )
    objective = forms.ChoiceField(
        label=_("What “best ranks” means"),
        choices=zip(
            OBJECTIVES,
            (
                _("Lowest sum of ranks"),
                _("Most first choices, then second …"),
                _("Fewest at the worst rank, then the next worst …"),
            ),
            strict=True,
        ),
        help_text=_("For “Best ranks”."),
    )
    priority = forms.ChoiceField(
        label=_("Who comes first when many want the same mentor"),
        choices=zip(PRIORITIES, (_("The mentee who shares more interests"), _("The lottery decides")), strict=True),
        initial="lottery",
        help_text=_("For “Stable matching”."),
    )
    rank_weight = forms.IntegerField(label=_("Weight of ranks"), min_value=0, max_value=MAX_WEIGHT, initial=1)
    similarity_weight = forms.IntegerField(
        label=_("Weight of shared interests"),
        min_value=0,
        max_value=MAX_WEIGHT,
        initial=1,
        help_text=_("Whole numbers, for “Balanced”."),
    )

    @property
    def options(self) -> StrategyOptions:
        """The engine's options that the coordinator chose."""
        chosen = {name: value for name, value in self.cleaned_data.items() if name != "strategies"}
        return cast(StrategyOptions, chosen)


class PublishForm(forms.Form):
    """Which proposal, and the round's name typed by hand. Where another is better, `although_beaten` is asked for."""

    proposal = forms.ModelChoiceField(queryset=Proposal.objects.none(), widget=forms.HiddenInput)
    revision = forms.CharField(widget=forms.HiddenInput)
    although_beaten = forms.BooleanField(label=_("Publish this proposal all the same"), required=False)
    name = forms.CharField(label=_("Type the name of the round"), max_length=80)

    def __init__(self, *args: Any, match_round: MatchRound, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        proposals = match_round.proposals.candidates().defer("result")
        self.fields["proposal"].queryset = proposals  # type: ignore[attr-defined]
        self.fields["name"].help_text = _("It’s “%(name)s”.") % {"name": match_round.name}
        self.fields["name"].widget.attrs["autocomplete"] = "off"
