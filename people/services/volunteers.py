"""People who offer to mentor: they confirm their address, are invited or declined by a coordinator, and forgotten."""

import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.queries import hash_of
from core.errors import DomainError, WrongState
from core.references import is_referred_to
from notifications.models import Message
from notifications.services.outbox import enqueue_account_email
from people.models import MentorParticipation, SupportOffer, Volunteer
from people.policies import forget_memberships
from people.presentation.volunteer_emails import confirmation, regrets
from people.queries.volunteers import UNCONFIRMED_FOR, past_keeping, waiting_volunteers
from people.services.invitations import schedule_invitations
from people.services.opt_outs import allow_invitations
from people.services.participations import locked_participation
from people.services.person_steps import keep_person_step
from programs.models import Cycle, Program, StaffStep
from programs.models.staff_steps import UNDONE_WITHIN
from programs.services.staff_steps import record_step

_State = Volunteer.State
_ENCRYPTED = ("offers", "note")
# So many confirmations go to one address in a day, and so many strangers may write to one program in an hour.
_LETTERS_A_DAY, _OFFERS_AN_HOUR = 3, 60
# A letter that says no waits for as long as it can be undone, and is worth nothing much later.
_LETTER_HOLDS = timedelta(days=7)


@transaction.atomic
def offer_to_mentor(program: Program, *, fields: Mapping[str, str], now: datetime) -> None:
    """Keep an offer and ask for its confirmation. What happens is the same whether the address is known or not.

    An address that has had its letters of the day gets no more, which nobody is told.

    Args:
        program: that takes offers.
        fields: names, email, department, offers and note, validated by the form.
        now: the instant.

    Raises:
        DomainError: many are writing at this hour.
    """
    written = Volunteer.objects.filter(program=program)
    if written.filter(written_at__gt=now - timedelta(hours=1)).count() >= _OFFERS_AN_HOUR:
        raise DomainError(_("Many people are writing to us at the moment. Nothing was saved; try again in an hour."))
    lately = written.filter(email=fields["email"], written_at__gt=now - timedelta(days=1))
    if lately.count() >= _LETTERS_A_DAY:
        return
    token = secrets.token_urlsafe(32)
    plain = {name: value for name, value in fields.items() if name not in _ENCRYPTED}
    volunteer = Volunteer.objects.create(program=program, token_hash=hash_of(token), written_at=now, **plain)
    # What is encrypted is bound to the key of its row, which there is only now.
    volunteer.offers, volunteer.note = (fields[name] for name in _ENCRYPTED)
    volunteer.save(update_fields=_ENCRYPTED)
    letter = confirmation(volunteer, token)
    about: dict[str, Any] = {"address": volunteer.email, "expires_at": now + UNCONFIRMED_FOR, "now": now}
    enqueue_account_email(subject=letter.subject, body=letter.body, **about)


@transaction.atomic
def confirm_offer(volunteer: Volunteer, *, now: datetime) -> None:
    """Let coordinators see an offer, in place of an older one of the same address. A second time changes nothing."""
    volunteer = _locked(volunteer)
    if volunteer.state != _State.UNCONFIRMED:
        return
    waiting_volunteers(volunteer.program).filter(email=volunteer.email).delete()
    volunteer.state, volunteer.confirmed_at = _State.WAITING, now
    volunteer.save(update_fields=["state", "confirmed_at"])


def _locked(volunteer: Volunteer) -> Volunteer:
    rows = Volunteer.objects.select_for_update(of=("self",)).select_related("program__institution")
    return rows.get(pk=volunteer.pk)


@transaction.atomic
def invite_volunteer(volunteer: Volunteer, *, cycle: Cycle, by: User, now: datetime) -> StaffStep:
    """Invite somebody who offered to mentor to a year, with the account of their address or a new one.

    They have confirmed the address, and asked themselves: that they did not want to be asked again no longer holds.

    Args:
        volunteer: who waits for an answer.
        cycle: a year of the same program.
        by: who invites.
        now: the instant.

    Raises:
        WrongState: they have an answer, are in the year already, or their account is closed.
    """
    volunteer = _waiting(volunteer)
    institution = cycle.program.institution
    person = User.objects.filter(email=volunteer.email).first() or _new_person(volunteer)
    if not person.is_active:
        raise WrongState(_("The account with this address is closed. An administrator can open it."))
    if MentorParticipation.objects.filter(cycle=cycle, mentor=person).exists():
        raise WrongState(_("They’re in this year already; their page has what can be done."))
    allow_invitations(person, institution=institution)
    invited = MentorParticipation.objects.create(
        cycle=cycle, mentor=person, department=volunteer.department, invited_at=now
    )
    forget_memberships(person)
    schedule_invitations(cycle, now=now, people=[person.pk], newcomers=[invited])
    _answer(volunteer, _State.INVITED, by, now)
    known = {"volunteer": volunteer.pk, "participation": invited.pk}
    return keep_person_step(person, cycle.program, "volunteer_invited", by=by, now=now, before=known)


def _waiting(volunteer: Volunteer) -> Volunteer:
    volunteer = _locked(volunteer)
    if volunteer.state != _State.WAITING:
        raise WrongState(_("They’ve had their answer already."))
    return volunteer


def _new_person(volunteer: Volunteer) -> User:
    names = {"given_name": volunteer.given_name, "family_name": volunteer.family_name}
    return User.objects.create_user(volunteer.email, time_zone=volunteer.program.institution.time_zone, **names)


def _answer(volunteer: Volunteer, state: Volunteer.State, by: User | None, now: datetime | None) -> None:
    volunteer.state, volunteer.answered_by, volunteer.answered_at = state, by, now
    volunteer.save(update_fields=["state", "answered_by", "answered_at"])


@transaction.atomic
def decline_volunteer(volunteer: Volunteer, *, by: User, now: datetime) -> StaffStep:
    """Say no; the letter leaves after a day, as long as this can be undone.

    Raises:
        WrongState: they have an answer already.
    """
    volunteer = _waiting(volunteer)
    letter, due = regrets(volunteer), now + UNDONE_WITHIN
    about: dict[str, Any] = {"address": volunteer.email, "expires_at": due + _LETTER_HOLDS, "now": due}
    message = enqueue_account_email(subject=letter.subject, body=letter.body, **about)
    _answer(volunteer, _State.DECLINED, by, now)
    known = {"volunteer": volunteer.pk, "message": message.pk, "number": 1}
    subject = f"volunteer:{volunteer.pk}"
    return record_step(volunteer.program, kind="volunteer_declined", subject=subject, by=by, now=now, before=known)


@transaction.atomic
def undo_invitation(step: StaffStep, _by: User, _now: datetime) -> None:
    """The volunteer waits again, and is out of the year; an account that was made stays.

    Raises:
        WrongState: they have answered, or something refers to them.
    """
    participation = MentorParticipation.objects.filter(pk=step.key("participation")).first()
    if participation is not None:
        participation = locked_participation(participation)
        answered = participation.state != MentorParticipation.State.INVITED
        if answered or is_referred_to(participation, apart_from=(SupportOffer,)):
            raise WrongState(_("They’ve answered the invitation, so this stays. Their page has what can be done."))
        participation.delete()
        forget_memberships(participation.mentor)
    _wait_again(step)


@transaction.atomic
def undo_declining(step: StaffStep, _by: User, _now: datetime) -> None:
    """The volunteer waits again, and the letter that says no is gone.

    Raises:
        WrongState: the letter has left.
    """
    letter = Message.objects.select_for_update().filter(pk=step.key("message"))
    if letter.exclude(state=Message.State.PENDING).exists():
        raise WrongState(_("The email has left, so this stays."))
    letter.delete()
    _wait_again(step)


def _wait_again(step: StaffStep) -> None:
    found = Volunteer.objects.filter(pk=step.key("volunteer")).first()
    if found is None or waiting_volunteers(step.program).filter(email=found.email).exists():
        raise WrongState(_("They’ve written again since, or their offer is gone, so there’s nothing to undo."))
    _answer(_locked(found), _State.WAITING, None, None)


def forget_volunteers(*, now: datetime) -> int:
    """Delete offers whose time is over; a task does so every day. Returns how many."""
    number, _by_model = Volunteer.objects.filter(past_keeping(now)).delete()
    return number
