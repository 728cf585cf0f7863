"""Domains to which mail does not get through: after a few failures nothing is sent there for a while.

Otherwise a thousand emails to a school whose server hangs would hold up those to all the others.
"""

from datetime import datetime, timedelta

from django.db.models import Q

from notifications.models import Message, SlowDomain

_STRIKES = 3  # so many in a row begin a pause
_LONGEST = timedelta(minutes=30)


def domain_of(address: str) -> str:
    """The part after the @, in lower case."""
    return address.rpartition("@")[2].lower()


class SlowDomains:
    """What is known of slow domains, read once for a chunk of messages."""

    def __init__(self) -> None:
        self._known = {domain.name: domain for domain in SlowDomain.objects.all()}

    def pause_of(self, address: str, *, now: datetime) -> datetime | None:
        """Until when nothing is sent to the domain of `address`, or None."""
        domain = self._known.get(domain_of(address))
        until = domain.paused_until if domain else None
        return until if until and until > now else None

    def got_through(self, address: str) -> None:
        """An email arrived without delay: forget what was."""
        if domain := self._known.pop(domain_of(address), None):
            domain.delete()

    def strike(self, address: str, *, slow: bool, now: datetime) -> None:
        """Count an email that did not get through. One that was slow in it begins a pause by itself."""
        name = domain_of(address)
        domain = self._known.setdefault(name, SlowDomain(name=name))
        domain.strikes = min(domain.strikes + (_STRIKES if slow else 1), 30_000)
        if domain.strikes >= _STRIKES:
            domain.paused_until = now + _pause(domain.strikes)
            _put_off(name, now=now, until=domain.paused_until)
        domain.save()


def _pause(strikes: int) -> timedelta:
    """One minute at first, twice as long with each further round of failures."""
    doublings = min(strikes // _STRIKES - 1, 10)
    return min(_LONGEST, timedelta(minutes=2**doublings))


def _put_off(domain: str, *, now: datetime, until: datetime) -> None:
    """Move what is due there and free, so that the claims need not take it up one by one."""
    free = Q(leased_until=None) | Q(leased_until__lte=now)
    waiting = Message.objects.filter(free, state=Message.State.PENDING, due_at__lte=now)
    waiting.filter(recipient__email__iendswith=f"@{domain}", account_email=None).update(due_at=until)
