"""One mentor's page: the overlap, the support offered beside the support asked for, and the facts."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from matching.presentation.mentors import MentorRow, mentor_rows
from matching.queries.eligibility import has_few_mentors
from matching.queries.mentors import shortlisted_by
from matching.queries.preferences import Ranking, ranking_of
from pairs.queries.conflicts import declarations
from people.models import Enrollment, MentorParticipation, SupportNeed
from programs.models import SupportFunction

_PLACES = (
    pgettext_lazy("asked for", "first"),
    pgettext_lazy("asked for", "second"),
    pgettext_lazy("asked for", "third"),
    pgettext_lazy("asked for", "fourth"),
    pgettext_lazy("asked for", "fifth"),
    pgettext_lazy("asked for", "sixth"),
    pgettext_lazy("asked for", "seventh"),
    pgettext_lazy("asked for", "eighth"),
    pgettext_lazy("asked for", "ninth"),
)


@dataclass(frozen=True, slots=True)
class SupportRow:
    """One kind of support: how the mentor offers it, and where it stands among the mentee's needs, if it does."""

    function: str
    offered: str
    asked: str


@dataclass(frozen=True, slots=True)
class Choice:
    """What a mentee can do about a mentor.

    Attributes:
        row: the overlap, the rank, the barrier.
        ranking: where the mentee stands with ranking.
        declared: the mentee told the coordinator about a role between the two.
        few_mentors: the program has so few that an avoidance may be guessed.
    """

    row: MentorRow
    ranking: Ranking
    declared: bool
    few_mentors: bool


def choice_of(enrollment: Enrollment, participation: MentorParticipation, *, now: datetime) -> Choice:
    """What the mentee can do about the mentor at `now`."""
    ranking = ranking_of(enrollment, now=now)
    shortlist = shortlisted_by(enrollment)
    row = mentor_rows(enrollment, [participation.pk], ranking=ranking, shortlist=shortlist, now=now)[0]
    own = declarations(mentor=participation.mentor, mentee=enrollment.mentee, by=enrollment.mentee)
    few = has_few_mentors(enrollment.cycle, day=enrollment.cycle.local_day(now))
    return Choice(row, ranking, own.exists(), few)


def support_rows(participation: MentorParticipation, enrollment: Enrollment | None) -> list[SupportRow]:
    """The support that a mentor offers, what the mentee asked for first; a mentee's other needs are not listed."""
    asked = {need.function: place for place, need in enumerate(_needs(enrollment))}
    offers = sorted(participation.support_offers.all(), key=lambda offer: asked.get(offer.function, len(asked)))
    return [
        SupportRow(
            function=str(SupportFunction(offer.function).label),
            offered=offer.note or str(_("yes")),
            asked=str(_PLACES[asked[offer.function]]) if offer.function in asked else "–",
        )
        for offer in offers
    ]


def _needs(enrollment: Enrollment | None) -> list[SupportNeed]:
    return list(enrollment.support_needs.all()) if enrollment else []
