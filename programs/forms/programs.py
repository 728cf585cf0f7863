"""Forms of those who run a program."""

from collections.abc import Container
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import HTML, Column, Fieldset, Layout, Row, Submit
from django import forms
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from core.revised_forms import RevisedModelForm
from programs.models import HelpContact, Program

# What has no meaning where nobody is mentor or mentee of the other.
_NOT_OF_PEERS = (
    "mentor_gains", "format", "list_length", "mentors_each", "open_requests", "offer_days", "silence_rule",
    "unranked_rule", "mentors_rank", "second_publisher", "answers_before_ratings",
)  # fmt: skip


class ProgramForm(RevisedModelForm[Program]):
    """The settings of a program."""

    class Meta:
        model = Program
        fields = (
            "name",
            "tagline",
            "lead",
            "purpose",
            "mentee_gains",
            "mentor_gains",
            "time_costs",
            "pairing_steps",
            "eligibility",
            "format",
            "cadence_days",
            "session_minutes",
            "expected_sessions",
            "pairing",
            "list_length",
            "mentors_each",
            "open_requests",
            "offer_days",
            "silence_rule",
            "unranked_rule",
            "mentors_rank",
            "second_publisher",
            "answers_before_ratings",
            "conflict_policy",
            "academic_counseling",
            "contact_email",
        )
        widgets = {
            "lead": forms.Textarea(attrs={"rows": 2}),
            "purpose": forms.Textarea(attrs={"rows": 4}),
            "mentee_gains": forms.Textarea(attrs={"rows": 4}),
            "mentor_gains": forms.Textarea(attrs={"rows": 4}),
            "time_costs": forms.Textarea(attrs={"rows": 5}),
            "pairing_steps": forms.Textarea(attrs={"rows": 5}),
            "eligibility": forms.Textarea(attrs={"rows": 2}),
            "pairing": forms.RadioSelect,
            "mentors_each": forms.RadioSelect,
            "silence_rule": forms.RadioSelect,
            "unranked_rule": forms.RadioSelect,
            "conflict_policy": forms.RadioSelect,
        }
        help_texts = {
            "tagline": _("For example: formal mentoring, one-on-one."),
            "lead": _("Shown under the program’s name."),
            "purpose": _("Two or three sentences for the public page. Write for a tired first-year student."),
            "mentee_gains": _("One on each line."),
            "mentor_gains": _("One on each line."),
            "time_costs": _("One row on each line: what | mentee | mentor | when. Start the line of totals with =."),
            "pairing_steps": _("One step on each line: in short | the rest."),
            "eligibility": _("For example: open to years 1–4 and residents."),
            "cadence_days": _("30 is monthly, 14 every two weeks. Reminders follow from it."),
            "session_minutes": _("Minutes."),
            "pairing": _(
                "Every round computes and compares all methods. If answers or a draw decide, only that result can "
                "be published. Peers have no rounds and no mentors: you form their pairs under “Pairs”. Choose them "
                "before anyone is invited."
            ),
            "list_length": _("Between 3 and 10."),
            "mentors_each": _(
                "What a match round gives at most. The next round is for those without any mentor; a second one can "
                "also be given by hand. For rounds opened from then on."
            ),
            "open_requests": _("Between 1 and 5. Only where mentees ask a mentor."),
            "second_publisher": _(
                "One coordinator puts a proposal forward, another publishes it. Holds for rounds created from then on."
            ),
            "answers_before_ratings": _(
                "An average appears only once this many people have answered. A higher number applies at once, a "
                "lower one only to answers given from then on: people who have answered were promised the number "
                "of that day."
            ),
            "silence_rule": _("For offers made from then on. Offers already out keep what both people were told."),
            "mentors_rank": _(
                "Where mentees rank: once lists close, mentors see who listed them, not in which order, and answer "
                "before the methods run. Mentees are told before they rank. For rounds opened from then on."
            ),
            "academic_counseling": _(
                "If so, nobody who takes part in assessing a learner may mentor them, without exception."
            ),
            "contact_email": _("Shown on the public page."),
        }
        error_messages = {
            "purpose": {"required": _("Say why the program exists.")},
            "answers_before_ratings": {"min_value": _("Use at least 3, so that nobody can be recognized.")},
        }

    def __init__(self, *args: Any, preview_url: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["purpose"].required = True
        self.fields["answers_before_ratings"].widget.attrs["min"] = 3
        self.helper = FormHelper()
        self.helper.attrs = {"novalidate": True}
        self.helper.form_show_errors = True
        self.helper.render_hidden_fields = True
        if self.instance.is_peer:
            self._ask_about_peers()
        self.helper.layout = _settings_layout(preview_url, self.fields)

    def _ask_about_peers(self) -> None:
        """Leave out what is about mentors, offers and lists, and ask of the rest in words for equals."""
        for name in _NOT_OF_PEERS:
            del self.fields[name]
        self.fields["mentee_gains"].label = _("What everyone gains")
        self.fields["time_costs"].help_text = _(
            "One row on each line: what | for each of them | when. Start the line of totals with =."
        )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("academic_counseling") and cleaned.get("conflict_policy") == Program.ConflictPolicy.WARN:
            self.add_error(
                "conflict_policy",
                _("A program that offers academic counseling has to rule out the pairing. Choose that."),
            )
        return cleaned


def _settings_layout(preview_url: str, there: Container[str]) -> Layout:
    """The fields in groups, of those that the form has."""

    def rows(*names: str) -> list[Any]:
        asked = [Column(name, css_class="col-md-6") for name in _present(there, *names)]
        return [Row(*asked[at : at + 2]) for at in range(0, len(asked), 2)]

    return Layout(
        Fieldset(
            _("What it is"),
            "name",
            "tagline",
            "lead",
            "purpose",
            *_present(there, "mentee_gains", "mentor_gains", "time_costs", "pairing_steps", "eligibility"),
        ),
        Fieldset(
            _("Matching and sessions"),
            *rows("format", "cadence_days", "session_minutes", "expected_sessions"),
            "pairing",
            *rows("list_length", "offer_days"),
            *_present(there, "mentors_each", "open_requests", "silence_rule", "unranked_rule", "mentors_rank"),
            *_present(there, "second_publisher"),
        ),
        Fieldset(
            _("Privacy and safety"),
            *_present(there, "answers_before_ratings", "conflict_policy", "academic_counseling", "contact_email"),
        ),
        Submit("save", _("Save settings")),
        HTML(format_html(' <a class="btn" href="{}">{}</a>', preview_url, _("See the public page"))),
    )


def _present(there: Container[str], *names: str) -> list[str]:
    return [name for name in names if name in there]


class NewProgramForm(forms.ModelForm[Program]):
    """What is needed to begin; the rest is set afterwards."""

    class Meta:
        model = Program
        fields = ("name", "tagline")
        help_texts = {"tagline": _("For example: formal mentoring, one-on-one.")}


class HelpContactForm(forms.ModelForm[HelpContact]):
    """One entry of “Get help now”."""

    class Meta:
        model = HelpContact
        fields = ("heading", "text", "phone", "email")
        help_texts = {
            "heading": _("For example: in danger, or worried about someone’s life."),
            "text": _("For example: campus emergency, day and night."),
        }

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("heading") and not (cleaned.get("phone") or cleaned.get("email")):
            self.add_error("phone", _("Enter a phone number or an email address."))
        return cleaned


HelpContactFormSet = forms.formset_factory(HelpContactForm, extra=2, max_num=6, validate_max=True)
