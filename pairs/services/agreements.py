"""Writes of agreements: what the two answer, their signatures, and what follows from both."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from core.errors import DomainError, WrongState
from core.revisions import refuse_stale
from pairs.errors import AnotherVersion
from pairs.models import Agreement, AgreementVersion, Entry, Mentorship, Signature
from pairs.models.agreements import BOTH
from pairs.policies import can_write_agreement
from pairs.queries.agreements import current_version, entries_to_ask, stored_answers
from pairs.queries.eligibility import stands_in_conflict
from pairs.services.agreement_notices import announce_signature, announce_version
from pairs.services.clock import stop_clock
from pairs.services.mentorships import locked
from people.models import MentorParticipation
from programs.models import CycleState, Program

State = Mentorship.State


@transaction.atomic
def write_agreement(
    mentorship: Mentorship, *, answers: Mapping[str, str], by: User, now: datetime, began_from: str = ""
) -> AgreementVersion:
    """Save what the two have agreed upon as a new version, which voids the signatures under the one before.

    Saving again what is written already changes nothing.

    Args:
        mentorship: the pair.
        answers: key of a question → the answer, as a form has validated them.
        by: one of the two; the other is told.
        now: the instant.
        began_from: the revision that the form carried.

    Raises:
        DomainError: nothing is answered yet.
        EditedMeanwhile: the other, or the program, has changed it since the form was opened.
        WrongState: the mentorship has ended, or its program has no agreements.
    """
    pair = locked(mentorship)
    _require_open(pair, by)
    current = current_version(pair)
    asked = entries_to_ask(pair, current)
    refuse_stale(began_from, stored=stored_answers(asked), wanted=answers)
    entries = [replace(entry, answer=answers.get(entry.key, entry.answer).strip()) for entry in asked]
    if current and current.entries == entries:
        return current
    if not any(entry.answer for entry in entries):
        raise DomainError(_("Answer at least one question. You can save the rest later."))
    return _new_version(pair, current, entries, by=by, now=now)


def _new_version(
    pair: Mentorship, current: AgreementVersion | None, entries: list[Entry], *, by: User, now: datetime
) -> AgreementVersion:
    agreement, _created = Agreement.objects.get_or_create(mentorship=pair)
    number = current.number + 1 if current else 1
    version = AgreementVersion(agreement=agreement, number=number, written_by=by, written_at=now)
    version.write(entries)
    version.save(force_insert=True)
    announce_version(pair, version, by=by, now=now)
    return version


@transaction.atomic
def sign_agreement(mentorship: Mentorship, *, sha256: str, by: User, now: datetime) -> Signature:
    """Sign the version that `by` has read. Where the pair waits for it, it is active once both have.

    Signing again changes nothing.

    Args:
        mentorship: the pair.
        sha256: hash of the version that was read.
        by: one of the two; the other is told.
        now: the instant.

    Raises:
        AnotherVersion: the agreement was changed since `by` has read it.
        WrongState: nothing is written, the mentorship has ended, or its program has no agreements.
    """
    pair = locked(mentorship)
    _require_open(pair, by)
    version = current_version(pair)
    if version is None:
        raise WrongState(_("Nothing is written yet. Answer the questions first."))
    if version.sha256 != sha256:
        raise AnotherVersion
    values = {"sha256": sha256, "signed_at": now}
    signature, created = Signature.objects.get_or_create(version=version, person=by, defaults=values)
    if created:
        announce_signature(pair, version, by=by, complete=_both_signed(pair), now=now)
        activate_if_ready(pair, now=now)
    return signature


def _require_open(pair: Mentorship, by: User) -> None:
    if not can_write_agreement(by, pair):
        raise WrongState(_("This agreement can’t be changed or signed any more."))


def _both_signed(pair: Mentorship) -> bool:
    return Signature.objects.in_force().filter(version__agreement__mentorship=pair).count() == BOTH


def activate_if_ready(pair: Mentorship, *, now: datetime) -> bool:
    """Let a proposed pair that the caller has `locked` be active, where nothing keeps it any more.

    What keeps it is a signature that is missing, where the program still wants both, or an open conflict.
    """
    cycle = pair.cycle
    required = cycle.program.agreement_rule == Program.AgreementRule.REQUIRED
    if not pair.is_proposed or (required and not _both_signed(pair)):
        return False
    day = max(pair.started_on, cycle.local_day(now))
    if stands_in_conflict(cycle, mentee=pair.mentee_id, mentor=pair.mentor_id, day=day):
        return False
    pair.state, pair.activated_on = State.ACTIVE, day
    pair.save(update_fields=["state", "activated_on"])
    if pair.participation is not None and pair.participation.state == MentorParticipation.State.PAUSED:
        stop_clock(pair, day=day, on_hold=False)
    return True


def activate_waiting(*, now: datetime) -> int:
    """Let all pairs be active that nothing keeps any more: a conflict was settled, or a rule changed.

    Returns how many. Each in a transaction of its own.
    """
    waiting = Mentorship.objects.filter(state=State.PROPOSED).exclude(cycle__state=CycleState.CLOSED)
    return sum(_activate(pair, now) for pair in waiting.order_by("pk"))


@transaction.atomic
def _activate(mentorship: Mentorship, now: datetime) -> bool:
    return activate_if_ready(locked(mentorship), now=now)
