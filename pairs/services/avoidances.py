"""A mentee would rather not be paired with somebody. Only the mentee ever sees it."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from core.addresses import same_address
from core.errors import WrongState
from pairs.models import Avoidance, PeerAvoidance
from pairs.signals import mentor_avoided
from people.models import Enrollment, MentorParticipation

MOST_ADDRESSES = 10


@transaction.atomic
def avoid_mentor(enrollment: Enrollment, *, participation: MentorParticipation, now: datetime) -> None:
    """Rule the pairing out. Those who know of lists and offers are told by a signal."""
    Avoidance.objects.get_or_create(mentee=enrollment.mentee, mentor=participation.mentor)
    mentor_avoided.send(sender=Avoidance, enrollment=enrollment, participation=participation, now=now)


@transaction.atomic
def undo_avoidance(enrollment: Enrollment, *, participation: MentorParticipation) -> None:
    """Allow the pairing again; ranks and shortlist stay as they are."""
    Avoidance.objects.filter(mentee=enrollment.mentee, mentor=participation.mentor).delete()


@transaction.atomic
def avoid_peer(enrollment: Enrollment, *, address: str) -> None:
    """Keep a peer from being put together with whoever has an address, whether anybody has it or not.

    It counts from the next time that peers are formed or joined. Saying it again changes nothing.

    Args:
        enrollment: of the peer.
        address: as they typed it.

    Raises:
        WrongState: it is their own address, or they have named as many as can be.
    """
    enrollment = Enrollment.objects.select_for_update(of=("self",)).select_related("mentee").get(pk=enrollment.pk)
    address, known = same_address(address), list(enrollment.avoided_peers.all())
    if address == same_address(enrollment.mentee.email):
        raise WrongState(_("That’s your own address."), field="address")
    if any(one.address == address for one in known):
        return
    if len(known) >= MOST_ADDRESSES:
        raise WrongState(_("That’s as many people as you can name. Remove one first."), field="address")
    PeerAvoidance.objects.create(enrollment=enrollment, address=address)


def forget_avoided_peer(enrollment: Enrollment, *, key: UUID) -> None:
    """Let the two be put together again. Forgetting it again changes nothing."""
    enrollment.avoided_peers.filter(pk=key).delete()
