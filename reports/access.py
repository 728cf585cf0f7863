"""Which reports a reader may open: what they may not see answers 404."""

from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404

from accounts.models import Reader, User
from pairs.access import get_own_mentorship_for
from pairs.models import Mentorship
from programs.access import get_configurable_years_for
from programs.models import Appointment, Cycle, Program
from programs.policies import can_administer, held_appointments
from reports.models import Certificate, OutcomeRelease
from reports.models.certificates import read_code
from reports.queries.comparable import newest_years
from reports.queries.consented import asks_consent
from reports.queries.recognition import MentoringRecord, mentoring_records


def get_reported_years_for(user: Reader, slug: str) -> tuple[Program, list[Cycle]]:
    """Return the program with its years, the newest first, for those who coordinate or administer it. One query."""
    return get_configurable_years_for(user, slug)


def get_research_release_for(user: User, slug: str, pk: int) -> OutcomeRelease:
    """Return what was released of a survey that asked for consent, for the administrators of its program."""
    program, cycles = get_reported_years_for(user, slug)
    if not can_administer(user, program):
        raise PermissionDenied
    rows = OutcomeRelease.objects.filter(wave__cycle__in=[cycle.pk for cycle in cycles])
    release = get_object_or_404(
        rows.select_related("wave__version__survey", "wave__cycle__program__institution"), pk=pk
    )
    if not asks_consent(release.wave):
        raise Http404
    return release


def get_reported_cycles_for(user: User) -> list[Cycle]:
    """Return the years of all programs that `user` coordinates or administers; for others there is no such page."""
    if not any(held.role in Appointment.CONFIGURES for held in held_appointments(user)):
        raise Http404
    return newest_years(user)


def get_mentoring_record_for(user: User, school: str) -> MentoringRecord:
    """Return what `user` did as a mentor of a school; of others there is nothing."""
    found = next((record for record in mentoring_records(user) if record.school.slug == school), None)
    if found is None:
        raise Http404
    return found


def get_certificate_for(user: User, pk: UUID) -> Certificate:
    """Return a certificate of one's own that is not withdrawn."""
    rows = Certificate.objects.valid().visible_to(user).select_related("institution", "holder")
    return get_object_or_404(rows, pk=pk)


def certificate_with(code: str) -> Certificate | None:
    """Return the certificate of a code that somebody typed, for anybody; None for an unknown or a withdrawn one."""
    return Certificate.objects.valid().select_related("institution").filter(code=read_code(code)).first()


def get_year_of_mentee_for(user: User, pk: int) -> Mentorship:
    """Return the pair of which `user` is the mentee; its mentor and those who run the program get 403."""
    pair = get_own_mentorship_for(user, pk)
    if pair.mentee_id != user.pk:
        raise PermissionDenied
    return pair
