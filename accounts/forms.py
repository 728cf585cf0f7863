"""Validation of what people say about themselves."""

from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.services.profiles import PROFILE_FIELDS
from core.choices import RowsField
from core.revised_forms import RevisedModelForm
from core.zones import ZoneField


def settle_names(form: forms.Form | forms.ModelForm[User]) -> None:
    """Ask for one name at least, and keep it as given name when it is the only one."""
    given, family = (form.cleaned_data.get(name, "") for name in ("given_name", "family_name"))
    if not given and not family and not {"given_name", "family_name"} & form.errors.keys():
        form.add_error("given_name", _("Enter at least one name."))
    elif family and not given:
        form.cleaned_data |= {"given_name": family, "family_name": ""}


# What people may call themselves; other titles, and letters after the name, say what a school has given.
_COURTESY_TITLES = frozenset({"", "mr", "mrs", "ms", "miss", "mx"})


class ProfileForm(RevisedModelForm[User]):
    """A person's own profile."""

    time_zone = ZoneField(label=_("Time zone"), help_text=_("All times are shown in this zone."))

    class Meta:
        model = User
        fields = (*PROFILE_FIELDS, "languages")
        field_classes = {"languages": RowsField}
        widgets = {
            "about": forms.Textarea(attrs={"rows": 6}),
            "ask_me_about": forms.Textarea(attrs={"rows": 2}),
            "working_style": forms.Textarea(attrs={"rows": 3}),
            "wish_known": forms.Textarea(attrs={"rows": 2}),
            "languages": forms.CheckboxSelectMultiple,
        }
        help_texts = {
            "title": _("Mr, Ms, Mx or none. Titles such as Dr and Prof are entered by your school."),
            "credentials": _("Entered by your school. You can leave them out."),
            "family_name": _("Leave it empty if you have only one name."),
            "headline": _("One line under your name."),
            "about": _("Everyone in your programs can read this."),
            "ask_me_about": _("For example: night shifts, a year abroad, writing a first paper, baking bread."),
            "working_style": _("For example: I listen first, and I like an agenda of three lines."),
            "wish_known": _("Back when you began. One sentence is enough."),
            "pronouns": _("For example she/her. Optional."),
        }

    field_order = (*PROFILE_FIELDS, "languages")

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["given_name"].required = False  # one name is enough, whichever
        cast(ZoneField, self.fields["time_zone"]).offer(self.instance.time_zone)

    def clean_title(self) -> str:
        title: str = self.cleaned_data["title"]
        if title != self.initial.get("title") and title.rstrip(".").lower() not in _COURTESY_TITLES:
            raise forms.ValidationError(_("Ask your school to enter this title. You can choose Mr, Ms, Mx or none."))
        return title

    def clean_credentials(self) -> str:
        letters: str = self.cleaned_data["credentials"]
        if letters and letters != self.initial.get("credentials"):
            raise forms.ValidationError(_("Ask your school to enter these letters."))
        return letters

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        settle_names(self)
        return cleaned


class PhotoForm(forms.Form):
    """A photo, and which part of it is kept."""

    PARTS = {"start": 0.0, "middle": 0.5, "end": 1.0}

    photo = forms.FileField(
        label=_("Photo"),
        help_text=_("JPEG, PNG or WebP, up to 5 MB. Only what is to be seen is kept, not where it was taken."),
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp"}),
        error_messages={"required": _("Choose a photo."), "empty": _("The file is empty. Choose another.")},
    )
    part = forms.ChoiceField(
        label=_("Which part to keep"),
        help_text=_("It becomes a square. You can try another part afterwards, with the same photo."),
        choices=(("start", _("Top or left")), ("middle", _("Middle")), ("end", _("Bottom or right"))),
        initial="middle",
        widget=forms.RadioSelect,
    )
