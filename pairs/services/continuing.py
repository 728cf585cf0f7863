"""Two people go on informally when their mentorship, or its year, is over: one asks, the other agrees."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from core.errors import WrongState
from pairs.models import InformalRequest, Mentorship
from pairs.policies import looks_back
from pairs.queries.informal import register_of
from pairs.services.informal import ask_to_record
from pairs.services.mentorships import locked


@transaction.atomic
def ask_to_continue(mentorship: Mentorship, *, by: User, now: datetime) -> InformalRequest:
    """Ask the other to go on as an informal mentorship, linked to this one; where they have asked, agree.

    Asking again while the request is open changes nothing.

    Args:
        mentorship: of the program, ended or in a year that closes.
        by: one of the two.
        now: the instant.

    Raises:
        WrongState: the two do not look back yet, found each other anyway, go on already, or their school has no
            register that takes records.
        RuledOut, DomainError: as for `pairs.services.informal.ask_to_record`.
    """
    pair = locked(mentorship)
    cycle = register_of(pair)
    if not looks_back(pair) or not pair.is_formal or cycle is None:
        raise WrongState(_("You can’t go on informally from here. Ask the coordinator how your school does it."))
    request = ask_to_record(
        cycle,
        by=by,
        address=pair.other_of(by).email,
        as_mentor=by.pk == pair.mentor_id,
        since=cycle.local_day(now),
        now=now,
    )
    request.continues = pair
    request.save(update_fields=["continues"])
    Mentorship.objects.filter(informal_request=request).update(continues=pair)
    return request
