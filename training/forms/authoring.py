"""What administrators write: a module’s details, its steps, and what goes with a publication."""

from collections.abc import Sequence
from typing import Any, cast

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from core.revised_forms import RevisedForm, RevisedModelForm
from core.versions.forms import PublishVersionForm
from programs.models import Audience
from training.models import Choice, ModuleVersion, Step

CHOICES_AT_MOST = 4


class DetailsForm(RevisedModelForm[ModuleVersion]):
    """What a draft says of itself.

    Args:
        peers: whether the program is one of peers, of whom none has modules of their own.
    """

    minutes = forms.IntegerField(label=_("Minutes it takes"), min_value=1, max_value=60, initial=10)
    renew_after_years = forms.IntegerField(
        label=_("Taken again after how many years"),
        min_value=0,
        max_value=10,
        initial=3,
        help_text=_("0 means never. It holds for those who complete this version."),
    )

    class Meta:
        model = ModuleVersion
        fields = ModuleVersion.DETAILS
        widgets = {"summary": forms.Textarea(attrs={"rows": 2})}
        help_texts = {
            "summary": _("One or two sentences, shown in the list."),
            "required": _("A mentor is trained once every such module is done. It says nothing about mentees."),
        }

    def __init__(self, *args: Any, peers: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        audience = cast(forms.ChoiceField, self.fields["audience"])
        if peers:
            audience.choices = [(Audience.BOTH.value, _now("Everyone"))]
            audience.initial = Audience.BOTH


class StepForm(RevisedForm):
    """One step of a draft; a case and a check have choices.

    Args:
        kind: which kind of step it is; it decides which fields there are.
        stored: what is stored, as `Step.values` names it; None for a new step.
    """

    title = forms.CharField(label=_("Title"), max_length=120)
    body = forms.CharField(
        label=_("Text"),
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 14}),
        help_text=_("Markdown: ## for a heading, a blank line between paragraphs, - for a list."),
    )

    def __init__(self, *args: Any, kind: str, stored: dict[str, Any] | None = None, **kwargs: Any) -> None:
        self.kind = kind
        super().__init__(*args, stored=stored, **kwargs)
        if kind in Step.ANSWERED:
            for place in range(1, CHOICES_AT_MOST + 1):
                self._add_choice(place, stored or {})

    def _add_choice(self, place: int, stored: dict[str, Any]) -> None:
        self.fields[f"text_{place}"] = forms.CharField(
            label=_now("Answer %(n)d") % {"n": place},
            max_length=240,
            required=False,
            initial=stored.get(f"text_{place}", ""),
        )
        self.fields[f"reason_{place}"] = forms.CharField(
            label=_now("What answer %(n)d leads to, and why") % {"n": place},
            max_length=1000,
            required=False,
            widget=forms.Textarea(attrs={"rows": 3}),
            initial=stored.get(f"reason_{place}", ""),
        )
        self.fields[f"fits_{place}"] = forms.BooleanField(
            label=_now("Answer %(n)d fits") % {"n": place}, required=False, initial=stored.get(f"fits_{place}", False)
        )

    @property
    def choices(self) -> list[Choice]:
        """The choices that were written, in their order; of a form that is valid."""
        rows = [self._choice(place) for place in range(1, CHOICES_AT_MOST + 1)] if self.kind in Step.ANSWERED else []
        return [choice for choice in rows if choice.text]

    @property
    def choice_fields(self) -> list[forms.BoundField]:
        """The fields of the choices, in their order."""
        return [field for field in self.visible_fields() if field.name not in ("title", "body")]

    def shown_choices(self) -> list[Choice]:
        """What the form shows of choices, whether it is fit to be saved or not."""
        places = range(1, CHOICES_AT_MOST + 1) if self.kind in Step.ANSWERED else ()
        shown = [[self[f"{part}_{place}"].value() for part in ("text", "reason", "fits")] for place in places]
        return [Choice(str(text), str(reason or ""), bool(fits)) for text, reason, fits in shown if text]

    def _choice(self, place: int) -> Choice:
        data = self.cleaned_data
        return Choice(data.get(f"text_{place}", ""), data.get(f"reason_{place}", ""), data.get(f"fits_{place}", False))

    def clean(self) -> dict[str, Any]:
        """Each answer needs its reason, a case or check at least two answers, a check one that fits."""
        if self.kind in Step.ANSWERED:
            rows = [self._choice(place) for place in range(1, CHOICES_AT_MOST + 1)]
            for place, choice in enumerate(rows, 1):
                if choice.text and not choice.reason:
                    self.add_error(f"reason_{place}", _now("Say what this answer leads to, and why."))
                elif choice.reason and not choice.text:
                    self.add_error(f"text_{place}", _now("Write the answer that this belongs to."))
            self._check_number(rows)
        return self.cleaned_data

    def _check_number(self, rows: Sequence[Choice]) -> None:
        written = [choice for choice in rows if choice.text]
        if len(written) < 2:
            self.add_error(f"text_{len(written) + 1}", _now("Write at least two answers."))
        elif self.kind == Step.Kind.CHECK and not any(choice.fits for choice in written):
            self.add_error("fits_1", _now("Check at least one answer that fits."))


class PublishForm(PublishVersionForm[ModuleVersion]):
    """What goes with the publication of a module."""

    class Meta(PublishVersionForm.Meta):
        model = ModuleVersion
        help_texts = PublishVersionForm.Meta.help_texts | {
            "ask_again": _(
                "Only when something essential changed: mentors who took it before aren’t trained until then."
            ),
        }
