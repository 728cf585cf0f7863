"""What a mentor’s page says of their training: how much of it is done, and when. No answers."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from people.presentation.person_page import Deed, Fact, Section
from people.queries.person import PersonInProgram


def training_section(who: PersonInProgram, _reader: User, _now: datetime) -> Section | None:
    """Return the training as it counts in the program on the day of the page, or None for who mentors nobody there.

    What mentees take is for themselves. No query: the participations were read with it.
    """
    if not who.participations:
        return None
    latest = who.participations[0]
    url = reverse("people:edit-participation", args=[latest.pk])
    return Section(
        title=_("Training"),
        facts=tuple(sorted(_facts(who), key=lambda fact: fact.order, reverse=True)),
        empty=_("No module completed yet."),
        deeds=(Deed(_("See each module, or record a training"), url),),
    )


def _facts(who: PersonInProgram) -> Iterator[Fact]:
    latest: Any = who.participations[0]
    if latest.last_trained_at and latest.modules_required:
        done = latest.modules_done >= latest.modules_required
        text = _("%(done)s of %(all)s modules") % {"done": latest.modules_done, "all": latest.modules_required}
        status, tone = (_("Trained"), "good") if done else (_("Not done, or due again"), "partial")
        yield Fact(latest.last_trained_at, text, status, tone, note=_("The last one on this day."))
    for row in who.participations:
        if row.trained_on:
            yield Fact(row.trained_on, _("Training elsewhere"), _("Recorded"), "good", note=str(row.cycle.name))
