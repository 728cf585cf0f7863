"""What systems of a school are told of a pair: numbers, states and days."""

from datetime import datetime

from pairs.models import Mentorship
from programs.models import WebhookKind
from programs.services.webhooks import tell_webhooks


def tell_of_pair(kind: WebhookKind, pair: Mentorship, *, now: datetime) -> None:
    """Tell the systems of the school, inside the caller's transaction; nothing of informal pairs."""
    if not pair.is_formal:
        return
    program = pair.cycle.program
    content = {
        "pair": pair.pk,
        "program": program.slug,
        "year": pair.cycle_id,
        "mentee": pair.mentee_id,
        "mentor": pair.mentor_id,
        "state": pair.state,
        "started_on": pair.started_on.isoformat(),
        "ended_on": pair.ended_on.isoformat() if pair.ended_on else None,
    }
    tell_webhooks(program.institution_id, kind, content, now=now)
