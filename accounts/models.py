"""People: the login, the profile that a person carries through every program, and the words for roles."""

import zoneinfo
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import AnonymousUser, PermissionsMixin
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q, Value
from django.db.models.functions import Coalesce, Lower, NullIf
from django.db.models.lookups import IExact
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from core.addresses import same_address


class Role(models.TextChoices):
    """What a person can be in a program. One person may hold several."""

    MENTEE = "mentee", _("Mentee")
    MENTOR = "mentor", _("Mentor")
    COORDINATOR = "coordinator", _("Coordinator")
    ADMIN = "admin", _("Administrator")
    SAFEGUARDING = "safeguarding", _("Safeguarding officer")


def validate_time_zone(value: str) -> None:
    """Refuse what is not an IANA time zone.

    Raises:
        ValidationError: the name is not in the zone database.
    """
    if value not in zoneinfo.available_timezones():
        raise ValidationError(_("Choose a time zone from the list."))


class Language(models.Model):
    """A language that people speak with each other (ISO 639 code)."""

    code = models.CharField(max_length=8, unique=True)
    name = models.CharField(max_length=60)

    class Meta:
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name


class AddressField(models.EmailField[str, str]):
    """An e-mail address in its one spelling, whoever writes it or looks for it."""

    def get_prep_value(self, value: Any) -> Any:
        value = super().get_prep_value(value)
        return same_address(value) if isinstance(value, str) else value

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        value = self.get_prep_value(super().pre_save(model_instance, add))
        setattr(model_instance, self.attname, value)
        return value


@AddressField.register_lookup
class _AnySpelling(IExact[str]):
    """Django compares without case, and as it is written; here every spelling finds the address."""

    prepare_rhs = True


class UserManager(BaseUserManager["User"]):
    """Creates people by e-mail address; there are no user names."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """Create a person; without a password they sign in by code."""
        user = self.model(email=same_address(email), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """Create a person who may use Django's admin site."""
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)


class User(AbstractBaseUser, PermissionsMixin):
    """A person. Roles are not here: they follow from enrollment, participation and appointment.

    Who has one name has it as given name.
    """

    email = AddressField(_("email address"), unique=True)
    title = models.CharField(_("title"), max_length=30, blank=True)
    given_name = models.CharField(_("given name"), max_length=80)
    family_name = models.CharField(_("family name"), max_length=80, blank=True)
    sort_name = models.GeneratedField(
        expression=Coalesce(NullIf("family_name", Value("")), "given_name"),
        output_field=models.CharField(max_length=80),
        db_persist=True,
    )
    credentials = models.CharField(_("letters after the name"), max_length=40, blank=True)
    pronouns = models.CharField(_("pronouns"), max_length=30, blank=True)
    profession = models.CharField(_("profession"), max_length=80, blank=True)
    specialty = models.CharField(_("specialty or year of study"), max_length=120, blank=True)
    campus = models.CharField(_("school or site"), max_length=120, blank=True)
    headline = models.CharField(_("headline"), max_length=160, blank=True)
    about = models.TextField(_("in your own words"), max_length=4000, blank=True)
    ask_me_about = models.CharField(_("ask me about"), max_length=300, blank=True)
    working_style = models.TextField(_("how you like to work"), max_length=2000, blank=True)
    wish_known = models.CharField(_("what you wish you had known"), max_length=300, blank=True)
    photo_key = models.CharField(max_length=32, blank=True, editable=False, help_text="Of the photo, if there is one.")
    languages = models.ManyToManyField(Language, blank=True, related_name="speakers", verbose_name=_("languages"))
    time_zone = models.CharField(_("time zone"), max_length=60, default="UTC", validators=[validate_time_zone])
    is_active = models.BooleanField(_("active"), default=True)
    is_staff = models.BooleanField(_("may use the admin site"), default=False)
    merged_into = models.ForeignKey(
        "self", on_delete=models.PROTECT, related_name="merged", null=True, blank=True, editable=False,
        help_text="The record of the same person that stays; this one is closed.",
    )  # fmt: skip
    date_joined = models.DateTimeField(_("joined"), default=timezone.now)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["given_name"]

    class Meta:
        ordering = ("sort_name", "given_name", "pk")
        constraints = (
            models.UniqueConstraint(Lower("email"), name="accounts_user_email_unique"),
            models.CheckConstraint(condition=Q(email__regex=r"^[!-@\[-~]+$"), name="accounts_user_email_one_spelling"),
            models.CheckConstraint(condition=~Q(given_name=""), name="accounts_user_has_a_name"),
        )
        verbose_name = _("person")
        verbose_name_plural = _("people")

    def __str__(self) -> str:
        return self.display_name

    @property
    def display_name(self) -> str:
        """The name as it stands on pages: title, names, letters."""
        name = " ".join(part for part in (self.title, self.given_name, self.family_name) if part)
        return f"{name}, {self.credentials}" if self.credentials else name

    @property
    def formal_name(self) -> str:
        """How a sentence speaks of the person: “Dr Nambozo-Hale”, or the full name without a title."""
        if self.title:
            return f"{self.title} {self.family_name or self.given_name}"
        return f"{self.given_name} {self.family_name}".strip()

    @property
    def initials(self) -> str:
        """Two letters for the round mark beside the name; one for who has one name."""
        return f"{self.given_name[:1]}{self.family_name[:1]}".upper()

    @property
    def zone(self) -> zoneinfo.ZoneInfo:
        """The person's time zone."""
        return zoneinfo.ZoneInfo(self.time_zone)

    def get_full_name(self) -> str:
        """Django's name for the display name."""
        return self.display_name

    def get_short_name(self) -> str:
        """Django's name for what friends say."""
        return self.given_name


class Photo(models.Model):
    """The photo of a person, a square in two sizes made by `core.images`. Another photo has another key.

    Whoever is signed in and has the key may see it; pages tell it to those who may read of its person.
    """

    SMALL, LARGE = 96, 320  # points

    user = models.OneToOneField(User, on_delete=models.CASCADE, related_name="photo")
    key = models.CharField(max_length=32, unique=True, editable=False)
    small = models.BinaryField()
    large = models.BinaryField()
    added_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"Photo {self.pk}"


class SignInLink(models.Model):
    """A link in an email that signs its person in once. Of its secret only a hash is stored.

    It stays after it was used or has run out, so that its person can ask for a new one.
    """

    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="sign_in_links")
    binding = models.CharField(max_length=64, editable=False, help_text="Digest of the address and password it is for.")
    path = models.CharField(max_length=300, help_text="The page on the site that it leads to.")
    issued_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)
    renewed = models.BooleanField(default=False, help_text="The person asked for it in place of an old one.")

    class Meta:
        indexes = (models.Index(fields=("expires_at",), name="sign_in_link_expiry"),)

    def __str__(self) -> str:
        return f"Sign-in link {self.pk}"

    @staticmethod
    def binding_of(user: User) -> str:
        """What makes a link void when it changes: the address to which it was sent, and the password."""
        return salted_hmac("accounts.SignInLink", f"{user.pk}\n{user.email}\n{user.password}").hexdigest()


# Whoever reads a page, signed in or not.
Reader = User | AnonymousUser
