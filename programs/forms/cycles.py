"""The dates of a year, counted from the first day of term, and its exams."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Column, Fieldset, Layout, Row, Submit
from django import forms
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from core.dates import plausible_date
from core.deadlines import deadline_text
from core.revised_forms import RevisedForm, RevisedModelForm
from programs.models import Cycle, ExamPeriod
from programs.presentation.year_plan import DAYS as _DAYS
from programs.presentation.year_plan import INSTANTS as _INSTANTS
from programs.presentation.year_plan import clash_of, out_of_order
from programs.queries.ranking_windows import ranking_window, ranking_windows
from programs.queries.setup import EXAM_ROWS

# A year that is being planned, and a date that is being moved, lie ahead.
_AHEAD = ("ranking_closes_at", "ends_on")


def _day_input() -> forms.DateInput:
    return forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})


def _instant_input() -> forms.DateTimeInput:
    return forms.DateTimeInput(format="%Y-%m-%dT%H:%M", attrs={"type": "datetime-local"})


class CycleForm(RevisedModelForm[Cycle]):
    """Name and dates of a cycle. Instants are entered in the school's zone: the view activates it."""

    class Meta:
        model = Cycle
        fields = ("term_starts_on", "name", *_DAYS[:2], *_INSTANTS, *_DAYS[2:])
        widgets = {name: _day_input() for name in ("term_starts_on", *_DAYS)} | {
            name: _instant_input() for name in _INSTANTS
        }
        help_texts = {
            "planning_from": _("The timeline at the top of the pages starts here."),
            "first_meeting_by": _("Optional."),
            "mid_year_on": _("Optional."),
        }

    def __init__(
        self, *args: Any, now: datetime, exams: Sequence[ExamPeriod] = (), submit: str = "", **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self._now, self._exams = now, exams
        for name in ("term_starts_on", *_DAYS, *_INSTANTS):
            self.fields[name].validators.append(plausible_date)
        zone = self.instance.program.institution.time_zone
        for name in _INSTANTS:
            self.fields[name].help_text = _("In the %(zone)s time zone.") % {"zone": zone.replace("_", " ")}
        self._follow_round()
        self.helper = FormHelper()
        self.helper.attrs = {"novalidate": True}
        self.helper.render_hidden_fields = True
        self.helper.layout = Layout(
            Fieldset(_("The year"), _pair("term_starts_on", "name"), _pair("planning_from", "enrolling_from")),
            Fieldset(_("Ranking and matching"), _pair(*_INSTANTS), _pair("running_from", "first_meeting_by")),
            Fieldset(_("The second half"), _pair("mid_year_on", "closing_from"), "ends_on"),
            Submit("save", submit),
        )

    def _follow_round(self) -> None:
        """Where there is a main round, it says when ranking opens and closes, and the plan counts no more."""
        known = ranking_windows(self.instance) if self.instance.pk else []
        self._ranking = ranking_window(self.instance, known) if any(each.main for each in known) else None
        if self._ranking is None:
            return
        zone = self.instance.program.institution.zone
        for name, at in zip(_INSTANTS, (self._ranking.opens_at, self._ranking.closes_at), strict=True):
            self.fields[name].disabled = True
            self.initial[name] = getattr(self.instance, name)
            if at:
                words = _("The match round sets this: %(when)s. Change it there.")
                self.fields[name].help_text = words % {"when": deadline_text(at, zone=zone)}

    def clean_name(self) -> str:
        name: str = self.cleaned_data["name"]
        if Cycle.objects.filter(program=self.instance.program, name=name).exclude(pk=self.instance.pk).exists():
            raise forms.ValidationError(_("This program already has a year with that name."))
        return name

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        opens, closes = cleaned.get("ranking_opens_at"), cleaned.get("ranking_closes_at")
        if opens and closes and closes <= opens:
            self.add_error("ranking_closes_at", _("Ranking must close after it opens."))
        days: dict[str, date] = {name: cleaned[name] for name in _DAYS if cleaned.get(name)}
        if self._ranking:
            days["ranking_closes_at"] = self.instance.local_day(self._ranking.closes_at)
        else:
            days |= {name: cleaned[name].date() for name in _INSTANTS if cleaned.get(name)}
        first_day = {"term_starts_on": cleaned["term_starts_on"]} if cleaned.get("term_starts_on") else {}
        for name, message in out_of_order(days | first_day):
            self.add_error(name, message)
        self._refuse_past(days)
        for name, day in days.items():
            if self.fields[name].disabled or name in self.errors:
                continue
            if exams := clash_of(name, day, self._exams):
                self.add_error(name, _("Exams are on that day (%(exams)s). Choose another.") % {"exams": exams})
        return cleaned

    def _refuse_past(self, days: dict[str, date]) -> None:
        """What is planned or moved now must not be over already; a year that began stays as it was."""
        today = self.instance.local_day(self._now)
        for name in _AHEAD:
            moved = self.instance._state.adding or name in self.changed_data
            if moved and name in days and days[name] < today and not self.fields[name].disabled:
                self.add_error(name, _("Choose a date after %(day)s.") % {"day": date_format(today, "j M Y")})


class FirstDayForm(forms.Form):
    """From which day the dates of a year are counted. It shows dates and stores nothing."""

    first_day = forms.DateField(label=_("First day of term"), validators=[plausible_date], widget=_day_input())


class ExamsForm(RevisedForm):
    """The exam periods of a year."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields.update(_exam_fields())
        self.helper = FormHelper()
        self.helper.attrs = {"novalidate": True}
        self.helper.render_hidden_fields = True
        rows = range(1, EXAM_ROWS + 1)
        self.helper.layout = Layout(
            *(
                Fieldset(_("Exams %(n)d") % {"n": n}, f"name_{n}", _pair(f"starts_on_{n}", f"ends_on_{n}"))
                for n in rows
            ),
            Submit("save", _("Save the exam dates")),
        )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        for number in range(1, EXAM_ROWS + 1):
            name, first, last = (cleaned.get(f"{field}_{number}") for field in ("name", "starts_on", "ends_on"))
            if first and last and last < first:
                self.add_error(f"ends_on_{number}", _("The last day comes after the first."))
            if (first or last) and not name and f"name_{number}" not in self.errors:
                self.add_error(f"name_{number}", _("Say which exams these are, or empty the row."))
            for field, value in (("starts_on", first), ("ends_on", last)):
                if name and not value and f"{field}_{number}" not in self.errors:
                    self.add_error(f"{field}_{number}", _("Enter a date."))
        return cleaned


def _exam_fields() -> dict[str, forms.Field]:
    fields: dict[str, forms.Field] = {}
    for number in range(1, EXAM_ROWS + 1):
        fields[f"name_{number}"] = forms.CharField(label=_("Which exams"), max_length=60, required=False)
        for name, label in (("starts_on", _("First day")), ("ends_on", _("Last day"))):
            fields[f"{name}_{number}"] = forms.DateField(
                label=label, required=False, validators=[plausible_date], widget=_day_input()
            )
    return fields


def _pair(left: str, right: str) -> Row:
    return Row(Column(left, css_class="col-md-6"), Column(right, css_class="col-md-6"))
