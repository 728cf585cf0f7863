"""Forms of the handbook."""

from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from core.revised_forms import RevisedModelForm
from core.versions.forms import PublishVersionForm
from programs.models import Chapter, HandbookVersion
from programs.models.handbooks import Audience


class ChapterForm(RevisedModelForm[Chapter]):
    """One chapter of a draft."""

    class Meta:
        model = Chapter
        fields = ("title", "audience", "purpose", "body")
        widgets = {"body": forms.Textarea(attrs={"rows": 22})}
        help_texts = {
            "purpose": _("Program health looks for it. Leave it empty for anything else."),
            "body": _("Markdown: ## for a heading, a blank line between paragraphs, - for a list."),
        }


class PeerChapterForm(ChapterForm):
    """The same for a handbook of peers, of whom none has chapters of their own."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        audience = cast(forms.ChoiceField, self.fields["audience"])
        audience.choices = [(Audience.BOTH.value, _("Everyone"))]


class PictureForm(forms.Form):
    """A picture for a chapter, and the words for those who can’t see it."""

    picture = forms.FileField(
        label=_("Picture"),
        help_text=_("JPEG, PNG, WebP or GIF, up to 10 MB. Only what is to be seen is kept, not where it was taken."),
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp,image/gif"}),
        error_messages={"required": _("Choose a picture."), "empty": _("The file is empty. Choose another.")},
    )
    description = forms.CharField(
        label=_("What the picture shows"),
        help_text=_("A sentence for everyone who can’t see it."),
        max_length=300,
        error_messages={"required": _("Say in a sentence what the picture shows.")},
    )

    def clean_description(self) -> str:
        """One line without the signs that end a description in Markdown."""
        line: str = self.cleaned_data["description"]
        return " ".join(line.translate(str.maketrans("[]", "()", "\\")).split())


class PublishForm(PublishVersionForm[HandbookVersion]):
    """What goes with the publication of a handbook."""

    class Meta(PublishVersionForm.Meta):
        model = HandbookVersion
        help_texts = PublishVersionForm.Meta.help_texts | {"ask_again": _("Recommended when a rule changes.")}


class AcknowledgeForm(forms.Form):
    """The box under the handbook."""

    read = forms.BooleanField(
        label=_("I’ve read the handbook, and I’ll follow it"),
        error_messages={"required": _("Check the box once you’ve read the handbook.")},
    )
