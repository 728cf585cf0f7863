"""Reads about schools."""

from django.db.models import Count, Prefetch, QuerySet

from accounts.models import Role, User
from programs.models import Appointment, HelpContact, Institution, SchoolLogo


def logo_of(school: Institution) -> bytes:
    """Return the large logo in WebP; nothing, and without a query, where the school has none."""
    if not school.logo_key:
        return b""
    logo = SchoolLogo.objects.filter(school=school).values_list("large", flat=True).first()
    return bytes(logo or b"")


def schools_of_site() -> QuerySet[Institution]:
    """Every school by name, each with `number` of programs and its administrators as `admins`."""
    admins = Appointment.objects.filter(role=Role.ADMIN, program=None).select_related("user").order_by("pk")
    schools = Institution.objects.annotate(number=Count("programs")).order_by("name", "pk")
    return schools.prefetch_related(Prefetch("appointments", queryset=admins, to_attr="admins"))


def administrators_of(school: int) -> QuerySet[User]:
    """Who administers the school with this key as a whole and can sign in, each once."""
    held = Appointment.objects.filter(role=Role.ADMIN, institution=school, program=None)
    return User.objects.filter(pk__in=held.values("user"), is_active=True).order_by("pk")


def schools_with_contacts() -> QuerySet[Institution]:
    """Every school by name, with its own entries of “Get help now” as `contacts`."""
    own = HelpContact.objects.filter(program=None)
    return Institution.objects.prefetch_related(Prefetch("help_contacts", queryset=own, to_attr="contacts"))
