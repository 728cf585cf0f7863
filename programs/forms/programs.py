"""Forms of a program that are no step of its settings: creating it, and whom to call."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from core.dates import plausible_date
from programs.imports.template_files import ProgramTemplate
from programs.models import HelpContact
from programs.presentation.year_plan import dates_from


class NewProgramForm(forms.Form):
    """What a program begins with; everything can be changed afterwards.

    Args:
        templates: key → template, in the order in which they are offered.
        zone: the school's, in which the dates fall.
        now: the instant.
    """

    name = forms.CharField(label=_("Name of the program"), max_length=80)
    template = forms.ChoiceField(label=_("Start with"), widget=forms.RadioSelect, required=False)
    first_day = forms.DateField(
        label=_("First day of term"),
        help_text=_("All dates of its first year are counted from it. Not needed without a template."),
        required=False,
        validators=[plausible_date],
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )

    def __init__(
        self, *args: Any, templates: Mapping[str, ProgramTemplate], zone: ZoneInfo, now: datetime, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self._templates, self._zone, self._now = templates, zone, now
        choices = [(key, _choice(each.name, each.summary)) for key, each in templates.items()]
        nothing = _choice(_("No template"), _("An empty program. You take each step yourself."))
        self.fields["template"].choices = [*choices, ("", nothing)]  # type: ignore[attr-defined]

    @property
    def chosen(self) -> ProgramTemplate | None:
        """The template that was chosen, once the form is valid."""
        return self._templates.get(self.cleaned_data["template"])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        template = self._templates.get(cleaned.get("template", ""))
        if template is None or "first_day" in self.errors:
            return cleaned
        if not cleaned.get("first_day"):
            self.add_error("first_day", _("Enter the first day of term."))
            return cleaned
        closes: datetime = dates_from(template.plan, cleaned["first_day"], zone=self._zone)["ranking_closes_at"]
        if closes <= self._now:
            day = date_format(closes.astimezone(self._zone), "j M Y")
            text = _("Lists would close on %(day)s, in the past. Choose a later first day.")
            self.add_error("first_day", text % {"day": day})
        return cleaned


def _choice(name: Any, summary: Any) -> SafeString:
    return format_html('<b>{}</b> <span class="small muted">{}</span>', name, summary)


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
