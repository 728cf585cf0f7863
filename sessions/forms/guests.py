"""What who runs a workshop types about its places and its guests."""

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.revised_forms import RevisedForm
from sessions.models import MentoringSession


class PlacesForm(RevisedForm):
    """How many places there are."""

    places = forms.IntegerField(
        label=_("Places"), min_value=1, max_value=500, help_text=_("Not counting the people who lead it.")
    )


class GuestForm(forms.Form):
    """Who gets a place, by e-mail address; `person` is the account."""

    email = forms.EmailField(
        label=_("Add someone to the list"), help_text=_("The email address of someone who takes part this year.")
    )

    def __init__(self, *args: object, session: MentoringSession, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.session = session

    def clean_email(self) -> str:
        """Find the person in the session's institution; nobody elsewhere is told apart from nobody."""
        email: str = self.cleaned_data["email"]
        found = User.objects.filter(email__iexact=email, is_active=True).first()
        if found is None:
            raise forms.ValidationError(_("Nobody who takes part this year has this address."))
        self.person = found
        return email


class RemoveGuestForm(forms.Form):
    """Who is taken off: somebody on the list."""

    person = forms.ModelChoiceField(queryset=User.objects.none())

    def __init__(self, *args: object, session: MentoringSession, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        people = self.fields["person"]
        if isinstance(people, forms.ModelChoiceField):
            people.queryset = User.objects.filter(attendances__session=session, attendances__leads=False)


class LeadForm(forms.Form):
    """Who comes, and whether they lead the session."""

    person = forms.ModelChoiceField(queryset=User.objects.none())
    leads = forms.ChoiceField(choices=[("yes", "yes"), ("no", "no")])

    def __init__(self, *args: object, session: MentoringSession, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        people = self.fields["person"]
        if isinstance(people, forms.ModelChoiceField):
            people.queryset = User.objects.filter(attendances__session=session)


class SessionMessageForm(forms.Form):
    """What everybody who is expected reads; `key` makes a second click harmless."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    text = forms.CharField(
        label=_("What everyone should know"), max_length=2000, widget=forms.Textarea(attrs={"rows": 6})
    )
