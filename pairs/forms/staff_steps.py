"""What a coordinator says about a pair of two others: why, and with whom or in which year it goes on."""

from typing import Any, cast

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from people.models import Enrollment, MentorParticipation
from programs.models import Cycle

MOST_SHOWN = 50


class ReasonForm(forms.Form):
    """Why a coordinator takes a step about a pair."""

    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Only the program’s coordinators read it. Facts, and nothing about health."),
    )


class _MentorToChoose(forms.ModelChoiceField[MentorParticipation]):
    """A mentor by name, with department, free places, and a training that is still to be done."""

    def label_from_instance(self, obj: MentorParticipation) -> str:
        training = _("training not done") if getattr(obj, "training_is_open", False) else ""
        words = (obj.mentor.display_name, obj.department, _room(obj.places_free), training)
        return " · ".join(filter(None, words))


def _room(free: int) -> str:
    if free < 1:
        return _("no place free")
    return ngettext("%(n)s place free", "%(n)s places free", free) % {"n": free}


class _Waiting(forms.ModelChoiceField[Enrollment]):
    """Somebody who waits, by name and year or group."""

    def label_from_instance(self, obj: Enrollment) -> str:
        return " · ".join(filter(None, (obj.mentee.display_name, obj.cohort)))


class JoinForm(ReasonForm):
    """Who joins, and the reason."""

    enrollment = _Waiting(
        label=gettext_lazy("Who joins them"),
        queryset=Enrollment.objects.none(),
        empty_label=gettext_lazy("Choose someone"),
    )
    field_order = ("enrollment", "reason")

    def __init__(self, *args: Any, waiting: QuerySet[Enrollment], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["enrollment"].queryset = waiting  # type: ignore[attr-defined]


class MentorForm(ReasonForm):
    """A mentor and the reason. Of `mentors` as many are shown as can be read; all of `allowed` can be chosen."""

    participation = _MentorToChoose(
        label=gettext_lazy("Mentor"),
        queryset=MentorParticipation.objects.none(),
        empty_label=gettext_lazy("Choose a mentor"),
    )
    field_order: tuple[str, ...] = ("participation", "reason")
    most_shown = MOST_SHOWN

    def __init__(
        self,
        *args: Any,
        allowed: QuerySet[MentorParticipation],
        mentors: QuerySet[MentorParticipation],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        field = cast(_MentorToChoose, self.fields["participation"])
        field.queryset = allowed
        shown = list(mentors[:MOST_SHOWN])
        field.widget.choices = [("", field.empty_label), *((row.pk, field.label_from_instance(row)) for row in shown)]
        self.shown = len(shown)


class InterimForm(MentorForm):
    """The same, and until when the mentor stands in."""

    until = forms.DateField(
        label=gettext_lazy("Until"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=gettext_lazy("The day on which it ends at the latest. It ends before if the pair resumes."),
    )
    field_order = ("participation", "until", "reason")


class ConfirmedMentorForm(MentorForm):
    """The same for two who are not paired yet."""

    NOW, ASK = "now", "ask"

    how = forms.ChoiceField(
        label=gettext_lazy("Do both agree?"),
        choices=(
            (NOW, gettext_lazy("I’ve talked with both, and both agree: pair them now")),
            (ASK, gettext_lazy("Ask both first")),
        ),
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose whether you’ve talked with both, or they’re asked first.")},
    )


class YearForm(ReasonForm):
    """Another year of the program, and the reason."""

    cycle = forms.ModelChoiceField(label=gettext_lazy("Year"), queryset=Cycle.objects.none(), empty_label=None)
    field_order = ("cycle", "reason")

    def __init__(self, *args: Any, years: QuerySet[Cycle], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["cycle"].queryset = years  # type: ignore[attr-defined]
