"""Certificates of mentors: made with what stands on the day, shown as far as their holder says, withdrawn."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from core.errors import WrongState
from core.revisions import refuse_stale
from reports.models import Certificate, CertifiedFacts, CertifiedYear, Shown
from reports.queries.recognition import MentoringRecord

MOST = 20


@transaction.atomic
def make_certificate(record: MentoringRecord, *, holder: User, shown: Iterable[str], now: datetime) -> Certificate:
    """Freeze what somebody did as a mentor, under a new code.

    Args:
        record: what stands today.
        holder: whose it is.
        shown: what the public page may tell, values of `Shown`.
        now: the instant.

    Raises:
        WrongState: there is no session to vouch for, or the holder has as many certificates as anybody needs.
    """
    User.objects.select_for_update(no_key=True).get(pk=holder.pk)
    if not record.sessions:
        raise WrongState(_("There’s no session held yet that a certificate could tell of."))
    if Certificate.objects.valid().filter(holder=holder).count() >= MOST:
        raise WrongState(_("You have %(n)s certificates. Withdraw one that you no longer use first.") % {"n": MOST})
    facts, kept = certified_facts(record, holder), _in_order(shown)
    return Certificate.objects.create(holder=holder, institution=record.school, facts=facts, shown=kept, made_at=now)


def certified_facts(record: MentoringRecord, holder: User) -> CertifiedFacts:
    """Return what a certificate of today tells."""
    years = [
        CertifiedYear(name=str(year.cycle), mentees=len(year.mentees), sessions=year.sessions, hours=year.hours)
        for year in record.years
    ]
    return CertifiedFacts(
        name=holder.display_name,
        school=record.school.name,
        years=years,
        mentees=record.mentees,
        sessions=record.sessions,
        hours=record.hours,
        trainings=list(record.trainings),
    )


@transaction.atomic
def choose_shown(certificate: Certificate, *, by: User, shown: Iterable[str], began_from: str = "") -> None:
    """Say what the public page may tell from now on.

    Raises:
        WrongState: it was withdrawn.
        EditedMeanwhile: something else was chosen since the form was opened.
    """
    certificate = _own(certificate, by)
    wanted = _in_order(shown)
    refuse_stale(began_from, stored={"shown": certificate.shown}, wanted={"shown": wanted})
    certificate.shown = wanted
    certificate.save(update_fields=("shown",))


@transaction.atomic
def withdraw_certificate(certificate: Certificate, *, by: User, now: datetime) -> None:
    """Let its code be unknown from now on, for good.

    Raises:
        WrongState: it was withdrawn before.
    """
    certificate = _own(certificate, by)
    certificate.withdrawn_at = now
    certificate.save(update_fields=("withdrawn_at",))


def _own(certificate: Certificate, by: User) -> Certificate:
    found = Certificate.objects.valid().visible_to(by).select_for_update().filter(pk=certificate.pk).first()
    if found is None:
        raise WrongState(_("This certificate was withdrawn."))
    return found


def _in_order(shown: Iterable[str]) -> list[str]:
    chosen = set(shown)
    return [value for value in Shown.values if value in chosen]
