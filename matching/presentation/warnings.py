"""What a coordinator should look at before publishing a proposal."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, F
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from matching.models import PreferenceItem, PreferenceList, Proposal
from matching.presentation.people import mentee_in_words
from matching.queries.staleness import stale_pairs
from pairs.queries.eligibility import blocks_conflicts, current_conflicts
from people.models import MentorParticipation
from programs.models import Program

_CROWD = 3


@dataclass(frozen=True, slots=True)
class ProposalWarning:
    """One thing to look at: `mark` is the status mark, attention, partial or inactive."""

    mark: str
    title: str
    text: str


def warnings_of(proposal: Proposal, *, reader: User, now: datetime) -> list[ProposalWarning]:
    """Everything worth a look, the most pressing first; how many put `reader` first is not told to `reader`."""
    found = [
        _stale(proposal, now),
        _overbooked(proposal),
        _declared_conflicts(proposal, now),
        *_crowded(proposal, reader),
        _unranked(proposal),
        *_without_mentor(proposal),
        _one_of_two(proposal),
        _missed_minimums(proposal),
        _without_mentee(proposal),
    ]
    return [notice for notice in found if notice]


def _stale(proposal: Proposal, now: datetime) -> ProposalWarning | None:
    pairs = stale_pairs(proposal, now=now)
    if not pairs:
        return None
    title = ngettext("%(n)s pair is no longer possible", "%(n)s pairs are no longer possible", len(pairs))
    named = ((mentee_in_words(pair.enrollment), pair.participation.mentor) for pair in pairs if pair.participation)
    names = "; ".join(f"{mentee} – {mentor}" for mentee, mentor in named)
    text = _("Since lists closed, one of the two left, or they’re no longer eligible: %(names)s. Change them.")
    return ProposalWarning("attention", title % {"n": len(pairs)}, text % {"names": names})


def _overbooked(proposal: Proposal) -> ProposalWarning | None:
    mentors = overbooked_mentors(proposal)
    if not mentors:
        return None
    title = ngettext("%(n)s mentor has too few places", "%(n)s mentors have too few places", len(mentors))
    text = _("They lost places after lists closed: %(names)s. Change one of their pairs by hand.")
    return ProposalWarning("attention", title % {"n": len(mentors)}, text % {"names": "; ".join(mentors)})


def _declared_conflicts(proposal: Proposal, now: datetime) -> ProposalWarning | None:
    """Pairs with a conflict in a program that only warns."""
    cycle = proposal.round.cycle
    if blocks_conflicts(cycle.program):
        return None
    conflicts = set(current_conflicts(cycle, day=cycle.local_day(now)).values_list("mentee_id", "mentor_id"))
    pairs = proposal.pairs.filter(participation__isnull=False)
    people = pairs.values_list("enrollment__mentee_id", "participation__mentor_id") if conflicts else []
    count = sum(pair in conflicts for pair in people)
    if not count:
        return None
    title = ngettext("%(n)s pair with a conflict of interest", "%(n)s pairs with a conflict of interest", count)
    return ProposalWarning(
        "attention", title % {"n": count}, _("The program warns about them but doesn’t rule them out. You decide.")
    )


def _crowded(proposal: Proposal, reader: User) -> list[ProposalWarning]:
    """Mentors whom at least three times as many put first as have a place."""
    first = PreferenceItem.objects.filter(
        rank=1, preference_list__round=proposal.round_id, preference_list__state=PreferenceList.State.LOCKED
    )
    wanted = Counter(first.values_list("participation_id", flat=True))
    mentors = MentorParticipation.objects.filter(pk__in=wanted).exclude(mentor=reader)
    crowded = [
        (wanted[mentor.pk], mentor)
        for mentor in mentors.select_related("mentor")
        if wanted[mentor.pk] >= _CROWD * max(1, mentor.places_free)
    ]
    return [
        ProposalWarning(
            "attention",
            ngettext(
                "%(wanted)s first choices, %(places)s place",
                "%(wanted)s first choices, %(places)s places",
                mentor.places_free,
            )
            % {"wanted": count, "places": mentor.places_free},
            _("%(name)s. Where nothing else decides, the lottery does; its order follows from the seed.")
            % {"name": mentor.mentor.display_name},
        )
        for count, mentor in sorted(crowded, key=lambda row: -row[0])[:3]
    ]


def _unranked(proposal: Proposal) -> ProposalWarning | None:
    count = proposal.metrics["enrolled"] - proposal.metrics["rankers"]
    if not count:
        return None
    title = ngettext("%(n)s mentee ranked nobody", "%(n)s mentees ranked nobody", count) % {"n": count}
    placed = proposal.round.cycle.program.unranked_rule == Program.UnrankedRule.SIMILARITY
    text = (
        _("By the program’s rule, they’re matched by shared interests after everyone else.")
        if placed
        else _("By the program’s rule, they join the next round.")
    )
    return ProposalWarning("attention", title, text)


def _without_mentor(proposal: Proposal) -> list[ProposalWarning]:
    """Those who ranked and get nobody, by what kept them from it; and those whom somebody set to nobody by hand."""
    rows = proposal.pairs.filter(participation=None).values_list("overridden", "reason__why")
    kept = Counter("by-hand" if overridden else why for overridden, why in rows)
    full, nobody, by_hand = kept["list-exhausted"], kept["nobody-eligible"], kept["by-hand"]
    notices = [
        (
            full,
            ngettext("%(n)s mentee with a list but no place", "%(n)s mentees with a list but no place", full),
            _("Every mentor on their lists was full. They come first in the next round."),
        ),
        (
            nobody,
            ngettext(
                "%(n)s mentee with nobody eligible on their list",
                "%(n)s mentees with nobody eligible on their lists",
                nobody,
            ),
            _("No mentor on their lists could be matched with them. They come first in the next round."),
        ),
        (
            by_hand,
            ngettext(
                "%(n)s mentee left without a mentor by hand", "%(n)s mentees left without a mentor by hand", by_hand
            ),
            _("Someone set them to “nobody”. They come first in the next round."),
        ),
    ]
    return [ProposalWarning("partial", title % {"n": count}, text) for count, title, text in notices if count]


def _one_of_two(proposal: Proposal) -> ProposalWarning | None:
    """Where a round gives two mentors: who gets one, while others get two."""
    counted = proposal.metrics
    count = counted["matched"] - counted.get("complete", counted["matched"])
    if not count:
        return None
    title = ngettext("%(n)s mentee gets one mentor, not two", "%(n)s mentees get one mentor, not two", count)
    text = _("The next round is for mentees without any. You can give them a second mentor by hand, now or later.")
    return ProposalWarning("inactive", title % {"n": count}, text)


def _missed_minimums(proposal: Proposal) -> ProposalWarning | None:
    count = len(proposal.metrics["minimums_missed"])
    if not count:
        return None
    title = ngettext("%(n)s mentor below the minimum", "%(n)s mentors below the minimum", count) % {"n": count}
    return ProposalWarning(
        "partial", title, _("They asked for more mentees than they get. Check with them before you publish.")
    )


def _without_mentee(proposal: Proposal) -> ProposalWarning | None:
    count = proposal.metrics["idle"]
    if not count:
        return None
    title = ngettext("%(n)s mentor without a mentee", "%(n)s mentors without a mentee", count) % {"n": count}
    return ProposalWarning(
        "inactive", title, _("Their places are kept for the next round. They’re told so, but not why.")
    )


def overbooked_mentors(proposal: Proposal) -> list[str]:
    """“Dr Ruth Nambozo-Hale, mentees: 3, places: 2”, for each mentor who has fewer places than the proposal uses."""
    mentors = MentorParticipation.objects.filter(proposed_pairs__proposal=proposal).annotate(used=Count("pk"))
    crowded = mentors.filter(used__gt=F("capacity") - F("places_taken")).values_list("pk", "used")
    used = dict(crowded)
    return [
        _("%(name)s, mentees: %(used)s, places: %(free)s")
        % {"name": mentor.mentor, "used": used[mentor.pk], "free": mentor.places_free}
        for mentor in MentorParticipation.objects.filter(pk__in=used).select_related("mentor")
    ]
