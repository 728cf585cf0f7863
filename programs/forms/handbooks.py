"""Forms of the handbook."""

from django import forms
from django.utils.translation import gettext_lazy as _

from programs.models import Chapter, HandbookVersion


class ChapterForm(forms.ModelForm[Chapter]):
    """One chapter of a draft."""

    minutes = forms.IntegerField(label=_("Minutes to read"), min_value=1, max_value=60, initial=3)

    class Meta:
        model = Chapter
        fields = ("title", "audience", "minutes", "body")
        widgets = {"body": forms.Textarea(attrs={"rows": 22})}
        help_texts = {"body": _("Markdown: ## for a heading, a blank line between paragraphs, - for a list.")}


class PublishForm(forms.ModelForm[HandbookVersion]):
    """What goes with a publication."""

    class Meta:
        model = HandbookVersion
        fields = ("change_note", "sign_again")
        widgets = {"change_note": forms.Textarea(attrs={"rows": 3})}
        help_texts = {
            "change_note": _("A sentence or two, read by everybody. The first version needs none."),
            "sign_again": _("Recommended when a rule changes."),
        }


class AcknowledgeForm(forms.Form):
    """The box under the handbook."""

    read = forms.BooleanField(
        label=_("I have read the handbook, and I will keep to it"),
        error_messages={"required": _("Tick the box when you have read the handbook.")},
    )
