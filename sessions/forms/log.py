"""The log of a session, the mentee's answer to it, and private notes."""

import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.revised_forms import RevisedForm
from pairs.models import Mentorship
from programs.models import SupportFunction
from sessions.forms.fields import WhenForm, mode_field
from sessions.models import Attendance, MentoringSession, Mode
from sessions.services.logs import SessionLog

State = MentoringSession.State
_TOO_LONG = {"max_length": gettext_lazy("Shorten this to %(limit_value)d characters. It has %(show_value)d now.")}


class _LogForm(WhenForm):
    mode = mode_field(gettext_lazy("How?"))
    topics = forms.MultipleChoiceField(
        label=gettext_lazy("What was it about?"),
        choices=SupportFunction,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Kinds of support. Choose all that fit. The coordinator doesn’t see them."),
    )
    summary = forms.CharField(
        max_length=4000,
        error_messages=_TOO_LONG,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        label=gettext_lazy("Summary for everyone in this session"),
        help_text=gettext_lazy("One or two sentences, nothing about patients."),
    )
    confidential = forms.BooleanField(
        label=gettext_lazy("Confidential: keep only the date and the length"),
        required=False,
        help_text=gettext_lazy("No topics and no summary are kept then."),
    )
    # Filled in by a device that keeps the log until it is sent.
    sent_as = forms.UUIDField(widget=forms.HiddenInput, required=False, label=gettext_lazy("Number of the log"))

    def _log(self, outcome: str, attendance: Mapping[int, str]) -> SessionLog:
        data = self.cleaned_data
        return SessionLog(
            outcome=outcome,
            starts_at=data["starts_at"],
            minutes=data["minutes"],
            mode=Mode(data["mode"]),
            attendance=attendance,
            topics=tuple(data["topics"]),
            summary=data["summary"].strip(),
            confidential=data["confidential"],
            sent_as=data["sent_as"],
        )


class PairLogForm(_LogForm):
    """The log of a pair: did you meet, when, how long, how, what about. One screen on a phone."""

    HELD, EXCUSED, NO_SHOW, CANCELLED = "held", "excused", "no_show", "cancelled"

    outcome = forms.ChoiceField(label=gettext_lazy("Did you meet?"), widget=forms.RadioSelect)
    session_id = forms.UUIDField(widget=forms.HiddenInput, required=False, label=gettext_lazy("Session"))
    field_order = ("outcome", "date", "time", "minutes", "mode", "topics", "summary", "confidential", "session_id")

    def __init__(self, *args: Any, mentorship: Mentorship, **kwargs: Any) -> None:
        self.mentorship = mentorship
        super().__init__(*args, **kwargs)
        name = {"name": mentorship.mentee.given_name}
        self.fields["summary"].label = _("Summary you both see")
        self.fields["session_id"].initial = self.fields["session_id"].initial or uuid.uuid4()
        self.fields["outcome"] = forms.ChoiceField(
            label=_("Did you meet?"),
            widget=forms.RadioSelect,
            initial=self.HELD,
            choices=[
                (self.HELD, _("Yes, we met")),
                (self.EXCUSED, _("%(name)s couldn’t come") % name),
                (self.NO_SHOW, _("%(name)s didn’t come") % name),
                (self.CANCELLED, _("Cancelled")),
            ],
        )

    def as_initial(self, stored: Mapping[str, Any]) -> dict[str, Any]:
        """What a missed session means for the mentee stands in the attendance."""
        held = super().as_initial(stored)
        if stored["outcome"] == State.MISSED:
            no_show = stored["attendance"].get(self.mentorship.mentee_id) == Attendance.State.NO_SHOW
            return held | {"outcome": self.NO_SHOW if no_show else self.EXCUSED}
        return held if stored["outcome"] in (State.HELD, State.CANCELLED) else held | {"outcome": self.HELD}

    def log(self) -> SessionLog:
        """Return what happened; only after validation."""
        outcome, mentee, mentor = self.cleaned_data["outcome"], self.mentorship.mentee_id, self.mentorship.mentor_id
        if outcome == self.HELD:
            return self._log(State.HELD, dict.fromkeys((mentee, mentor), Attendance.State.ATTENDED))
        if outcome == self.CANCELLED:
            return self._log(State.CANCELLED, dict.fromkeys((mentee, mentor), Attendance.State.EXCUSED))
        there = {mentor: Attendance.State.ATTENDED}
        return self._log(State.MISSED, there | {mentee: Attendance.State(outcome)})


class GroupLogForm(_LogForm):
    """The log of a group session or a workshop: who of those expected was there.

    `expected` are their rows, with the people; the waiting list is not among them.
    """

    outcome = forms.ChoiceField(
        label=gettext_lazy("Did it take place?"),
        widget=forms.RadioSelect,
        initial=State.HELD,
        choices=[(State.HELD, gettext_lazy("Yes")), (State.CANCELLED, gettext_lazy("Cancelled"))],
    )
    there = forms.MultipleChoiceField(
        label=gettext_lazy("Who was there?"), required=False, widget=forms.CheckboxSelectMultiple
    )
    field_order = (
        "outcome",
        "date",
        "time",
        "minutes",
        "mode",
        "there",
        "excused",
        "topics",
        "summary",
        "confidential",
    )

    def __init__(self, *args: Any, expected: Sequence[Attendance], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.expected = expected
        people = [(one.user_id, one.user.display_name) for one in self.expected]
        self.fields["there"] = self._of_people(_("Who was there?"), people)
        self.fields["excused"] = self._of_people(
            _("Who let you know that they couldn’t come?"),
            people,
            help_text=_("Others who said yes and weren’t there are noted as not having come."),
        )

    def _of_people(self, label: str, people: list[tuple[int, str]], help_text: str = "") -> forms.MultipleChoiceField:
        widget = forms.CheckboxSelectMultiple
        return forms.MultipleChoiceField(
            label=label, choices=people, required=False, widget=widget, help_text=help_text
        )

    def as_initial(self, stored: Mapping[str, Any]) -> dict[str, Any]:
        """Tick those who came or said that they would, and those who said that they would not."""
        came = (Attendance.State.CONFIRMED, Attendance.State.ATTENDED)
        let_know = (Attendance.State.DECLINED, Attendance.State.EXCUSED)
        there = [person for person, state in stored["attendance"].items() if state in came]
        excused = [person for person, state in stored["attendance"].items() if state in let_know]
        outcome = stored["outcome"] if stored["outcome"] == State.CANCELLED else State.HELD
        return super().as_initial(stored) | {"there": there, "excused": excused, "outcome": outcome}

    def clean(self) -> dict[str, Any]:
        """Refuse somebody who was there and excused."""
        cleaned = super().clean()
        if set(cleaned.get("there", ())) & set(cleaned.get("excused", ())):
            self.add_error("excused", _("Someone is in both lists. Uncheck them in one."))
        return cleaned

    def log(self) -> SessionLog:
        """Return what happened; only after validation. Who said yes and is not ticked did not come."""
        if self.cleaned_data["outcome"] == State.CANCELLED:
            return self._log(State.CANCELLED, {})
        return self._log(State.HELD, {one.user_id: self._attendance(one) for one in self.expected})

    def _attendance(self, one: Attendance) -> Attendance.State:
        person = str(one.user_id)
        if person in self.cleaned_data["there"]:
            return Attendance.State.ATTENDED
        never_said_yes = one.state in (Attendance.State.INVITED, Attendance.State.DECLINED)
        if never_said_yes or person in self.cleaned_data.get("excused", ()):
            return Attendance.State.EXCUSED
        return Attendance.State.NO_SHOW


class NewGroupLogForm(GroupLogForm):
    """The log of a session of a group that stood in nobody's calendar: it took place, and somebody was there."""

    session_id = forms.UUIDField(widget=forms.HiddenInput, required=False, label=gettext_lazy("Session"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["outcome"], self.fields["excused"]
        self.fields["there"].required = True
        self.fields["there"].initial = [str(one.user_id) for one in self.expected]
        self.fields["session_id"].initial = self.fields["session_id"].initial or uuid.uuid4()

    def clean(self) -> dict[str, Any]:
        """What did not take place needs no log."""
        return {**super().clean(), "outcome": State.HELD}


class ChangeRequestForm(forms.Form):
    """What differs, in the mentee's words."""

    requested_change = forms.CharField(
        label=gettext_lazy("What should change?"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Your mentor reads this and can correct the log. Nobody else reads it."),
    )


class NoteForm(RevisedForm):
    """A private note; empty removes it."""

    text = forms.CharField(
        label=gettext_lazy("Your note"),
        max_length=20_000,
        error_messages=_TOO_LONG,
        required=False,
        widget=forms.Textarea(attrs={"rows": 10}),
    )


class DeleteNoteForm(RevisedForm):
    """The confirmation that a private note goes; it carries the revision of the text that was shown."""
