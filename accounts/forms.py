"""Validation of what people say about themselves."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Language, User
from accounts.queries import LANGUAGES, PROFILE_FIELDS, TIME_ZONE
from core.choices import RowsField, WordField
from core.revised_forms import RevisedForm
from core.zones import ZoneField


def settle_names(form: forms.Form | forms.ModelForm[User]) -> None:
    """Ask for one name at least, and keep it as given name when it is the only one."""
    given, family = (form.cleaned_data.get(name, "") for name in ("given_name", "family_name"))
    if not given and not family and not {"given_name", "family_name"} & form.errors.keys():
        form.add_error("given_name", _("Enter at least one name."))
    elif family and not given:
        form.cleaned_data |= {"given_name": family, "family_name": ""}


# What people may call themselves; other titles, and letters after the name, say what a school has given.
COURTESY_TITLES = ("Mr", "Mrs", "Ms", "Miss", "Mx")


_WIDGETS: dict[str, type[forms.Widget] | forms.Widget] = {
    "about": forms.Textarea(attrs={"rows": 6}),
    "ask_me_about": forms.Textarea(attrs={"rows": 2}),
    "working_style": forms.Textarea(attrs={"rows": 3}),
    "wish_known": forms.Textarea(attrs={"rows": 2}),
    LANGUAGES: forms.CheckboxSelectMultiple(),
}
_HELP_TEXTS = {
    "title": _("Titles such as Dr and Prof are entered by your school."),
    "credentials": _("Entered by your school. You can leave them out."),
    "family_name": _("Leave it empty if you have only one name."),
    "headline": _("One line under your name."),
    "about": _("Everyone in your programs can read this."),
    "ask_me_about": _("For example: night shifts, a year abroad, writing a first paper, baking bread."),
    "working_style": _("For example: I listen first, and I like an agenda of three lines."),
    "wish_known": _("Back when you began. One sentence is enough."),
    "pronouns": _("For example she/her. Optional."),
}
_WORDS = ("headline", "about", "ask_me_about", "working_style", "wish_known")
_NAMES = ("title", "given_name", "family_name", "credentials", "pronouns")
_PLACES = ("profession", "specialty", "campus", TIME_ZONE, LANGUAGES)


def _profile_fields(asked: Iterable[str]) -> dict[str, forms.Field]:
    fields = forms.fields_for_model(
        User,
        [*asked, LANGUAGES],
        exclude=[TIME_ZONE],
        widgets=_WIDGETS,
        help_texts={name: str(text) for name, text in _HELP_TEXTS.items()},
        field_classes={LANGUAGES: RowsField},
    )
    fields["given_name"].required = False  # one name is enough, whichever
    return fields


def _zone_field(here: str) -> ZoneField:
    return ZoneField(label=_("Time zone"), help_text=_("All times are shown in this zone."), here=here)


class ZoneForm(RevisedForm):
    """A person’s time zone alone: its list weighs as much as the rest of a profile. `stored` has it."""

    def __init__(self, *args: Any, stored: Mapping[str, Any], **kwargs: Any) -> None:
        super().__init__(*args, stored=stored, **kwargs)
        self.fields[TIME_ZONE] = _zone_field(stored[TIME_ZONE])


class ProfileForm(RevisedForm):
    """What a person says about themselves. `stored` has `profile_values`; what it leaves out is not asked.

    A form that asks for more inherits from it, so that a page has one form and one button.

    Args:
        professions: those to choose from; without any the profession is free text.
    """

    def __init__(self, *args: Any, stored: Mapping[str, Any], professions: Sequence[str] = (), **kwargs: Any) -> None:
        super().__init__(*args, stored=stored, **kwargs)
        self.asked = tuple(name for name in PROFILE_FIELDS if name in stored)
        self.fields |= _profile_fields(self.asked)
        self.fields["title"] = WordField(
            label=_("Title"),
            help_text=_HELP_TEXTS["title"],
            offered=COURTESY_TITLES,
            here=stored["title"],
            error_messages={"invalid_choice": _("Ask your school to enter this title.")},
        )
        if professions:
            self.fields["profession"] = WordField(label=_("Profession"), offered=professions, here=stored["profession"])
        if TIME_ZONE in stored:
            self.fields[TIME_ZONE] = _zone_field(stored[TIME_ZONE])

    def as_initial(self, stored: Mapping[str, Any]) -> dict[str, Any]:
        """Take what is said about the person out of `stored`; forms that ask for more take the rest."""
        person = {name: stored[name] for name in (*PROFILE_FIELDS, LANGUAGES) if name in stored}
        return super().as_initial(stored) | person

    def clean_credentials(self) -> str:
        letters: str = self.cleaned_data["credentials"]
        if letters and letters != self.initial.get("credentials"):
            raise forms.ValidationError(_("Ask your school to enter these letters."))
        return letters

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        settle_names(self)
        return cleaned

    def profile_fields(self) -> dict[str, Any]:
        """Return the values of `PROFILE_FIELDS` that were asked."""
        return {name: self.cleaned_data[name] for name in self.asked}

    def languages(self) -> list[Language]:
        """Return the languages that the person speaks."""
        return list(self.cleaned_data[LANGUAGES])

    def word_fields(self) -> list[forms.BoundField]:
        """Return what is said in one’s own words, for the page."""
        return [self[name] for name in _WORDS if name in self.fields]

    def name_fields(self) -> list[forms.BoundField]:
        """Return the parts of the name, for the page."""
        return [self[name] for name in _NAMES if name in self.fields]

    def work_fields(self) -> list[forms.BoundField]:
        """Return work, site, time zone and languages, for the page."""
        return [self[name] for name in _PLACES if name in self.fields]


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
