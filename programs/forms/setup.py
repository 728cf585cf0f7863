"""The settings of a program, a small form for each step of setting it up."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.disclosure.thresholds import FEWEST
from core.revised_forms import RevisedModelForm
from programs.models import Program
from programs.models.mentoring_rules import rules_in

_CHOICES, _LONGEST_CHOICE = range(2, 9), 60
_OF_ASKING_PEERS = ("peers_ask", "open_requests", "offer_days")
# What has no meaning where nobody is mentor or mentee of the other.
_NOT_OF_PEERS = (
    "mentor_gains",
    "mentoring_rules",
    "mentors_each",
    "unranked_rule",
    "mentors_rank",
    "second_publisher",
    "readiness_rule",
    "takes_volunteers",
)


class StepForm(RevisedModelForm[Program]):
    """What the steps have in common."""

    class Meta:
        model = Program
        fields: tuple[str, ...] = ()
        widgets = {
            "lead": forms.Textarea(attrs={"rows": 2}),
            "purpose": forms.Textarea(attrs={"rows": 4}),
            "mentee_gains": forms.Textarea(attrs={"rows": 4}),
            "mentor_gains": forms.Textarea(attrs={"rows": 4}),
            "time_costs": forms.Textarea(attrs={"rows": 5}),
            "pairing_steps": forms.Textarea(attrs={"rows": 5}),
            "eligibility": forms.Textarea(attrs={"rows": 2}),
            "mentoring_rules": forms.Textarea(attrs={"rows": 3}),
            "answers": forms.Textarea(attrs={"rows": 8}),
            "voluntary_choices": forms.Textarea(attrs={"rows": 4}),
            "pairing": forms.RadioSelect,
            "mentors_each": forms.RadioSelect,
            "silence_rule": forms.RadioSelect,
            "unranked_rule": forms.RadioSelect,
            "conflict_policy": forms.RadioSelect,
            "readiness_rule": forms.RadioSelect,
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
            "mentoring_rules": _(
                "One rule on each line: mentees | mentors, such as: Year 1, Year 2 | Physician, Resident. Mentees by "
                "year, group or profession, mentors by profession, as they are written in the lists of people. Who is "
                "in no line may have any mentor. In a group it holds for each of its mentors."
            ),
            "answers": _("One on each line: question | answer. They’re shown on the public page."),
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
            "peers_ask": _(
                "Someone who waits asks another by email address, all year; if they say yes, the two are together at "
                "once. Nobody is shown who takes part. You can still form pairs."
            ),
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
            "readiness_rule": _(
                "A mentor is ready who has acknowledged the handbook, filled in what they offer, and done the training "
                "or has an experienced co-mentor. It holds when lists close and when you pair by hand."
            ),
            "takes_volunteers": _(
                "Adds “Become a mentor”: a form for those who weren’t invited. Each confirms their address, and waits "
                "under “Interested” until you invite them or say no."
            ),
            "academic_counseling": _(
                "If so, nobody who takes part in assessing a learner may mentor them, without exception."
            ),
            "contact_email": _("Shown on the public page."),
            "voluntary_question": _(
                "For example: are you the first in your family to go to college? Mentees may answer or skip it. Nobody "
                "sees an answer; the comparison of methods shows figures for several people. Leave it empty to ask "
                "nothing. A new wording starts without answers."
            ),
            "voluntary_choices": _("2 to 8, one on each line. “No answer” is always there."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.is_peer:
            self._ask_about_peers()

    def _ask_about_peers(self) -> None:
        """Leave out what is about mentors, offers and lists."""
        for name in _NOT_OF_PEERS:
            self.fields.pop(name, None)


class PurposeForm(StepForm):
    """What it is called and why it exists."""

    class Meta(StepForm.Meta):
        fields = ("name", "tagline", "lead", "purpose")
        error_messages = {"purpose": {"required": _("Say why the program exists.")}}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["purpose"].required = True


class BenefitsForm(StepForm):
    """What it gives, and the time that it takes."""

    class Meta(StepForm.Meta):
        fields = ("mentee_gains", "mentor_gains", "time_costs")

    def _ask_about_peers(self) -> None:
        super()._ask_about_peers()
        self.fields["mentee_gains"].label = _("What everyone gains")
        self.fields["time_costs"].help_text = _(
            "One row on each line: what | for each of them | when. Start the line of totals with =."
        )


class FormatForm(StepForm):
    """In pairs, in groups, or both."""

    class Meta(StepForm.Meta):
        fields = ("format",)


class WhoForm(StepForm):
    """Who may take part, and who mentors whom."""

    class Meta(StepForm.Meta):
        fields = ("eligibility", "mentoring_rules", "readiness_rule", "takes_volunteers")

    def clean_mentoring_rules(self) -> str:
        """Every line has mentees and mentors.

        Raises:
            ValidationError: a line lacks one of them.
        """
        rules: str = self.cleaned_data["mentoring_rules"]
        for number, rule in enumerate(rules_in(rules), 1):
            if not (rule.mentees and rule.mentors):
                raise forms.ValidationError(_("Line %(n)s needs mentees, a bar (|) and mentors."), params={"n": number})
        return rules


class PairingForm(StepForm):
    """How pairs are made."""

    class Meta(StepForm.Meta):
        fields = (
            "pairing", "pairing_steps", "mentors_each", "unranked_rule", "mentors_rank", "second_publisher",
            *_OF_ASKING_PEERS,
        )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.instance.is_peer:
            for name in _OF_ASKING_PEERS:
                del self.fields[name]

    def _ask_about_peers(self) -> None:
        super()._ask_about_peers()
        self.fields["open_requests"].label = _("Open requests of a person at a time")
        self.fields["open_requests"].help_text = _("Between 1 and 5.")
        self.fields["offer_days"].label = _("Days to answer a request")


class ListsForm(StepForm):
    """Lists, requests, offers, and what silence means."""

    class Meta(StepForm.Meta):
        fields = ("list_length", "open_requests", "offer_days", "silence_rule")


class SessionsForm(StepForm):
    """The rhythm of sessions."""

    class Meta(StepForm.Meta):
        fields = ("cadence_days", "session_minutes", "expected_sessions")


class ConflictsForm(StepForm):
    """What becomes of a pairing with a conflict of interest."""

    class Meta(StepForm.Meta):
        fields = ("conflict_policy", "academic_counseling")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("academic_counseling") and cleaned.get("conflict_policy") == Program.ConflictPolicy.WARN:
            self.add_error(
                "conflict_policy",
                _("A program that offers academic counseling has to rule out the pairing. Choose that."),
            )
        return cleaned


class RatingsForm(StepForm):
    """How many answers protect each other."""

    class Meta(StepForm.Meta):
        fields = ("answers_before_ratings",)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["answers_before_ratings"].widget.attrs["min"] = FEWEST


class FairnessForm(StepForm):
    """A question of which only figures are shown."""

    class Meta(StepForm.Meta):
        fields = ("voluntary_question", "voluntary_choices")

    def clean_voluntary_choices(self) -> str:
        """A few short choices, each once."""
        choices = [line.strip() for line in self.cleaned_data["voluntary_choices"].splitlines() if line.strip()]
        if len(set(choices)) < len(choices):
            raise forms.ValidationError(_("Enter each choice once."))
        if any(len(choice) > _LONGEST_CHOICE for choice in choices):
            raise forms.ValidationError(_("Keep each choice to 60 letters."))
        return "\n".join(choices)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        number = len(cleaned.get("voluntary_choices", "").splitlines())
        if cleaned.get("voluntary_question") and number not in _CHOICES:
            self.add_error("voluntary_choices", _("Enter 2 to 8 choices."))
        return cleaned


class QuestionsForm(StepForm):
    """What people ask, and where other questions go."""

    class Meta(StepForm.Meta):
        fields = ("answers", "contact_email")

    def clean_answers(self) -> str:
        """Every line has a question and its answer.

        Raises:
            ValidationError: a line lacks one of them.
        """
        answers: str = self.cleaned_data["answers"]
        for number, line in enumerate(answers.splitlines(), 1):
            question, _bar, answer = line.partition("|")
            if line.strip() and not (question.strip() and answer.strip()):
                text = _("Line %(n)s needs a question, a bar (|) and an answer.")
                raise forms.ValidationError(text, params={"n": number})
        return answers


# By the key of their step in `programs.presentation.setup_steps`.
STEP_FORMS: dict[str, type[StepForm]] = {
    "purpose": PurposeForm,
    "benefits": BenefitsForm,
    "format": FormatForm,
    "who": WhoForm,
    "pairing": PairingForm,
    "lists": ListsForm,
    "sessions": SessionsForm,
    "conflicts": ConflictsForm,
    "ratings": RatingsForm,
    "fairness": FairnessForm,
    "questions": QuestionsForm,
}
