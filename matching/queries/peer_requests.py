"""Requests between peers, for one of the two."""

from datetime import datetime

from django.db.models import QuerySet

from matching.models import PeerRequest
from pairs.queries.groups import waiting_for_peers
from people.models import Enrollment
from programs.models import Cycle

_State = PeerRequest.State


def may_ask_peers(enrollment: Enrollment) -> bool:
    """Whether somebody can ask others now: the program lets peers ask, the year is under way, and they wait."""
    cycle = enrollment.cycle
    open_now = cycle.program.peers_may_ask and cycle.state in Cycle.UNDER_WAY
    return open_now and waiting_for_peers(cycle).filter(pk=enrollment.pk).exists()


def asked_by(enrollment: Enrollment) -> QuerySet[PeerRequest]:
    """What somebody asked and did not take back, the newest first."""
    return PeerRequest.objects.filter(enrollment=enrollment).exclude(state=_State.WITHDRAWN)


def to_answer(enrollment: Enrollment, now: datetime) -> QuerySet[PeerRequest]:
    """What somebody can answer now, with who asks: both must wait for a peer."""
    waiting = waiting_for_peers(enrollment.cycle)
    rows = PeerRequest.objects.open(now).filter(asked=enrollment, asked__in=waiting, enrollment__in=waiting)
    return rows.select_related("enrollment__mentee")
