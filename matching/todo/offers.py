"""What somebody reads about an offer that is not settled."""

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import Role, User
from matching.models import Answer, Offer
from matching.notices.reach import unreached_by
from programs.todo import Status, by_clock

# What `offer_status` reads of an offer.
OF_AN_OFFER = ("participation__mentor", "enrollment__mentee", "enrollment__cycle__program__institution")


def offer_status(offer: Offer, user: User, *, role: Role, now: datetime) -> Status:
    """Return what `user`, one of the two, reads about an offer that is not settled.

    Args:
        offer: pending, with both people and the cycle of its enrollment (`OF_AN_OFFER`).
        user: who reads it.
        role: on which side of the pair, mentee or mentor.
        now: the instant of the page.
    """
    title, text = _words(offer, user, as_mentee=role == Role.MENTEE, now=now)
    return Status(
        cycle=offer.enrollment.cycle,
        role=role,
        title=title,
        text=text,
        url=reverse("matching:show-offer", kwargs={"pk": offer.pk}),
        action=_("See the offer"),
    )


def _words(offer: Offer, user: User, *, as_mentee: bool, now: datetime) -> tuple[str, str]:
    other = offer.participation.mentor if as_mentee else offer.enrollment.mentee
    answers = (offer.mentee_answer, offer.mentor_answer)
    own, theirs = answers if as_mentee else answers[::-1]
    name = {"name": other.formal_name}
    over = offer.expires_at <= now
    if over and not unreached_by(offer, now=now):
        return _("The time to answer about %(name)s is over") % name, _("We’ll be in touch shortly.")
    until = name | {"until": by_clock(offer.expires_at, offer.enrollment.cycle, user, now)}
    if own == Answer.ACCEPTED:
        words = _("%(name)s can still answer.") if over else _("%(name)s can answer until %(until)s.")
        return _("You said yes to %(name)s") % name, f"{words % until} {_('We’ll tell you as soon as we know.')}"
    if theirs == Answer.ACCEPTED:
        title = _("%(name)s said yes and is waiting for your answer")
    else:
        title = _("We suggest %(name)s as your mentor") if as_mentee else _("We suggest %(name)s as your mentee")
    return title % name, _("You can still answer.") if over else _("You can answer until %(until)s.") % until
