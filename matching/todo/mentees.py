"""Where a mentee stands from the opening of a round to a pair."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial

from django.db.models import Count, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import Role, User
from core.among import Among
from core.prepared import prepared
from matching.models import MatchRound, Offer, PreferenceList, ProposedPair, RoundAbsence
from matching.queries.preferences import takes_lists
from matching.todo.offers import OF_AN_OFFER, offer_status
from matching.todo.rounds import next_round_text, rounds_of
from pairs.models import Mentorship
from people.models import Enrollment
from programs.models import Cycle
from programs.queries.ranking_windows import RankingWindow, ranking_window
from programs.todo import Status, by_clock

_State = MatchRound.State


@dataclass(slots=True)
class MenteeInRounds:
    """What there is about one enrollment, each list latest first.

    Attributes:
        reader: the mentee.
        enrollment: of the reader, with cycle, program and institution.
        rounds: of the cycle, those that were opened.
        lists: round → the mentee's list in it; each has `names`, how many it holds.
        offers: made to the mentee.
        results: the published rounds that say something about the mentee, by primary key.
        out_of: the rounds out of which a coordinator has taken the mentee, likewise.
    """

    reader: User
    enrollment: Enrollment
    rounds: list[MatchRound] = field(default_factory=list)
    lists: dict[int, PreferenceList] = field(default_factory=dict)
    offers: list[Offer] = field(default_factory=list)
    results: set[int] = field(default_factory=set)
    out_of: set[int] = field(default_factory=set)

    @property
    def current(self) -> MatchRound | None:
        """The latest round."""
        return self.rounds[0] if self.rounds else None

    @property
    def say(self) -> "partial[Status]":
        """A status of this mentee, but for its words."""
        return partial(Status, cycle=self.enrollment.cycle, role=Role.MENTEE)

    def until(self, moment: datetime, now: datetime) -> str:
        """A deadline as the mentee reads it."""
        return by_clock(moment, self.enrollment.cycle, self.reader, now)


def read_mentees(
    user: User, enrollments: Sequence[Enrollment], *, paired: Collection[int] = ()
) -> list[MenteeInRounds]:
    """Return what matching knows about each of the enrollments of `user`, in as many queries as for one.

    Args:
        user: the mentee.
        enrollments: of `user`, with cycle, program and institution.
        paired: the cycles in which `user` has a mentor. Of them only the offers are read.
    """
    waiting = [one for one in enrollments if one.cycle_id not in paired]
    rounds = rounds_of([one.cycle_id for one in waiting])
    lists: dict[int, dict[int, PreferenceList]] = defaultdict(dict)
    for saved in PreferenceList.objects.filter(enrollment__in=waiting).annotate(names=Count("items")):
        lists[saved.enrollment_id][saved.round_id] = saved
    offers: dict[int, list[Offer]] = defaultdict(list)
    for offer in _offers_to([one.pk for one in enrollments]):
        offers[offer.enrollment_id].append(offer)
    published = ProposedPair.objects.filter(enrollment__in=waiting, proposal__round__state=_State.PUBLISHED)
    results = set(published.values_list("proposal__round", flat=True))
    out_of = set(RoundAbsence.objects.filter(enrollment__in=waiting).values_list("round", flat=True))
    return [
        MenteeInRounds(user, one, rounds[one.cycle_id], lists[one.pk], offers[one.pk], results, out_of)
        for one in enrollments
    ]


@prepared
def _offers_to(enrollments: list[int]) -> QuerySet[Offer]:
    made = Offer.objects.filter(Among("enrollment", enrollments)).select_related(*OF_AN_OFFER)
    return made.order_by("-made_at", "-pk")


def open_lists(mentee: MenteeInRounds, *, now: datetime) -> RankingWindow | None:
    """Return when the lists close that can be handed in now, or None."""
    current = mentee.current
    if current is None or not takes_lists(current, now=now):
        return None
    return RankingWindow(current.opened_at, current.closes_at, name=current.name)


def pending_statuses(mentee: MenteeInRounds, *, now: datetime) -> list[Status]:
    """Return what the mentee reads about each offer that is not settled, in the order in which they were made."""
    pending = [one for one in reversed(mentee.offers) if one.state == Offer.State.PENDING]
    return [offer_status(offer, mentee.reader, role=Role.MENTEE, now=now) for offer in pending]


def waiting_status(mentee: MenteeInRounds, ended: Mentorship | None, *, now: datetime) -> Status:
    """Return what a mentee reads who has nobody yet: by the latest round in which they can have a part.

    Args:
        mentee: as `read_mentees` gives it.
        ended: the mentorship of the mentee that ended last, with its mentor, if there was one.
        now: the instant of the page.
    """
    current = mentee.current
    if current is None or _began_without(mentee.enrollment, current):
        return _before_a_round(mentee, now)
    if current.state in MatchRound.LIVE and current.pk in mentee.out_of:
        return mentee.say(title=_("You’re not in this round"), text=next_round_text())
    if current.state == _State.OPEN:
        return _ranking(mentee, current, now)
    if current.hears_mentors:
        return _matching(mentee, current, _("Mentors have their say now. We’ll tell you when pairs are published."))
    if current.state in MatchRound.LISTS_CLOSED:
        return _matching(mentee, current, _("Pairs are being made. We’ll tell you when they’re published."))
    return _after_a_round(mentee, current, ended)


def _began_without(enrollment: Enrollment, current: MatchRound) -> bool:
    """Whether the round closed before the mentee had enrolled."""
    enrolled_at, closed_at = enrollment.enrolled_at, current.closed_at
    return closed_at is not None and enrolled_at is not None and enrolled_at > closed_at


def _before_a_round(mentee: MenteeInRounds, now: datetime) -> Status:
    cycle = mentee.enrollment.cycle
    if cycle.program.is_informal:
        return mentee.say(
            title=_("You’re taking part"), text=_("In this program, people find each other on their own.")
        )
    if cycle.program.is_peer:
        text = _("We’ll tell you who you’re together with as soon as the pairs are published.")
        waits = mentee.enrollment.state == Enrollment.State.WAITLISTED
        asking = _peers_to_ask(cycle) if cycle.program.peers_may_ask else {}
        title = _("You’re on the waiting list") if waits else _("You’re enrolled")
        return mentee.say(title=title, text=text, **asking)
    if cycle.program.is_rolling:
        return mentee.say(
            title=_("You’re enrolled"),
            text=_("You can ask a mentor at any time. They say yes or no."),
            url=reverse("matching:list-requests", kwargs={"cycle_pk": cycle.pk}),
            action=_("Ask a mentor"),
        )
    opens_at = ranking_window(cycle).opens_at or cycle.ranking_opens_at
    if mentee.rounds or opens_at <= now:
        text = next_round_text()
    else:
        text = _("Ranking opens on %(when)s.") % {"when": mentee.until(opens_at, now)}
    return mentee.say(
        title=_("You’re enrolled"), text=text, url=_mentors_of(mentee), action=_("See this year’s mentors")
    )


def _peers_to_ask(cycle: Cycle) -> dict[str, str]:
    """Where somebody can ask a peer on their own."""
    return {"url": reverse("matching:ask-peer", kwargs={"cycle_pk": cycle.pk}), "action": _("Ask a peer")}


def _mentors_of(mentee: MenteeInRounds) -> str:
    return reverse("matching:list-mentors", kwargs={"cycle_pk": mentee.enrollment.cycle_id})


def _ranking(mentee: MenteeInRounds, current: MatchRound, now: datetime) -> Status:
    if not takes_lists(current, now=now):
        return _matching(mentee, current, _("Lists are closed. Pairs will be made next."))
    saved = mentee.lists.get(current.pk)
    names = saved.names if saved else 0  # type: ignore[attr-defined]
    if saved is None or not names:
        title, text = _("Your list is empty"), _("Lists close on %(until)s.")
    elif saved.state == PreferenceList.State.DRAFT:
        title = ngettext(
            "Your list of %(n)s name isn’t handed in yet", "Your list of %(n)s names isn’t handed in yet", names
        )
        text = _("Hand it in before lists close on %(until)s.")
    else:
        title = ngettext("You handed in a list of %(n)s name", "You handed in a list of %(n)s names", names)
        text = _("You can change it until %(until)s.")
    return mentee.say(
        title=title % {"n": names},
        text=text % {"until": mentee.until(current.closes_at, now)},
        url=_mentors_of(mentee),
        action=_("Open my list") if names else _("Choose mentors"),
    )


def _matching(mentee: MenteeInRounds, current: MatchRound, text: str) -> Status:
    saved = mentee.lists.get(current.pk)
    names = saved.names if saved and saved.state != PreferenceList.State.DRAFT else 0  # type: ignore[attr-defined]
    if not names:
        return mentee.say(title=_("You didn’t hand in a list"), text=text)
    title = ngettext("Your list of %(n)s name is in", "Your list of %(n)s names is in", names)
    return mentee.say(title=title % {"n": names}, text=text)


def _after_a_round(mentee: MenteeInRounds, current: MatchRound, ended: Mentorship | None) -> Status:
    say = partial(mentee.say, text=next_round_text())
    if ended:
        title = _("Your mentorship with %(name)s has ended") % {"name": ended.mentor.formal_name}
        return say(title=title, url=reverse("sessions:show-pair", kwargs={"pk": ended.pk}), action=_("Look back"))
    if mentee.offers:
        name = mentee.offers[0].participation.mentor.formal_name
        return say(title=_("The pairing with %(name)s won’t go ahead") % {"name": name})
    title = _("The last round didn’t find you a mentor")
    if current.pk not in mentee.results:
        return say(title=title)
    return say(title=title, url=reverse("matching:show-result", kwargs={"pk": current.pk}), action=_("Read why"))
