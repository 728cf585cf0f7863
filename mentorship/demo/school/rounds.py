"""The match rounds of the demo school, each as far as it has come."""

from collections.abc import Sequence
from datetime import timedelta

from matching.models import Attribute, MatchRound, Strategy, Weight
from matching.services.round_aims import set_aims, wish_together
from mentorship.demo.school import matching, rankings
from mentorship.demo.school.calendar import at
from mentorship.demo.school.school import School
from people.models import Enrollment, MentorParticipation

_EARLY = 3


def match_compass(school: School, seed: int) -> None:
    """Rank, match and publish in Compass, and open a round for those who are left."""
    cycle, coordinator = school.cycles["compass"], school.user("dana-whitlow")
    match_round = matching.open_ranking(cycle, "Main round", seed=seed)
    ready = [row for row in school.participations["compass"] if row.state == MentorParticipation.State.READY]
    rankers = _rankers(school)
    wanted = next(row.pk for row in ready if row.mentor_id == school.user("leila-farrokhnia").pk)
    firsts = rankings.first_choices(rankers, ready, wanted=wanted, random=school.random)
    _give_noor_her_first(school, firsts, ready)
    preferences = rankings.draw_preferences(
        rankers, ready, length=cycle.program.list_length, random=school.random, firsts=firsts
    )
    rankings.declare_conflicts(preferences, rankers, ready, by=coordinator, random=school.random)
    rankings.write_lists(match_round, preferences, now=cycle.ranking_closes_at - timedelta(hours=20))
    matching.close_and_propose(match_round, Strategy.values)
    published = at(cycle.running_from - timedelta(days=3), 9)
    offers = matching.publish(match_round, Strategy.CHOICE_STABLE, by=coordinator, now=published)
    matching.answer(offers, now=published, declined=matching.DECLINED, keep=school.named)
    matching.rematch(cycle, school.today, keep=school.named, random=school.random)
    match_round.refresh_from_db()
    matching.open_supplement(match_round, at(school.today, 7))
    asked_at = at(school.today - timedelta(days=1), 11)
    matching.ask_some_by_hand(cycle, by=coordinator, now=asked_at, keep=school.named)


def _rankers(school: School) -> list[Enrollment]:
    """All mentees of Compass but seven, none of whom is named."""
    rows = school.enrollments["compass"]
    unnamed = [row for row in rows if row.mentee_id not in school.named]
    silent = {row.pk for row in school.random.sample(unnamed, rankings.RANK_NOBODY)}
    return [row for row in rows if row.pk not in silent]


def _give_noor_her_first(school: School, firsts: dict[int, int], ready: Sequence[MentorParticipation]) -> None:
    """Swap first choices so that Noor ranks Dr Nambozo-Hale first; the counts stay as drawn."""
    noor = next(row.pk for row in school.enrollments["compass"] if row.mentee_id == school.user("noor-haddad-quist").pk)
    ruth = next(row.pk for row in ready if row.mentor_id == school.user("ruth-nambozo-hale").pk)
    other = next(pk for pk, first in firsts.items() if first == ruth)
    firsts[other], firsts[noor] = firsts[noor], ruth


def match_by_survey(school: School, seed: int) -> None:
    """Match and publish in the programs that go by what people have in common."""
    for slug, coordinator in (("first-steps", "emeka-laurier-stone"), ("across-borders", "benedicta-okello-farr")):
        cycle = school.cycles[slug]
        match_round = matching.open_ranking(cycle, "Main round", seed=seed)
        matching.close_and_propose(match_round, (Strategy.SURVEY, Strategy.LOTTERY))
        published = at(cycle.running_from - timedelta(days=5), 9)
        offers = matching.publish(match_round, Strategy.SURVEY, by=school.user(coordinator), now=published)
        matching.answer(offers, now=published, declined=0, keep=school.named)


def rank_now(school: School, seed: int) -> None:
    """One program ranks at present; in another the lists have just closed and the proposals are there."""
    bridge = school.cycles["research-bridge"]
    match_round = matching.open_ranking(bridge, "Main round", seed=seed)
    set_aims(match_round, even_weight=Weight.SOME, spread_by=Attribute.CAMPUS, spread_weight=Weight.SOME)
    preferences = _preferences(school, "research-bridge")
    handed_in = dict(list(preferences.items())[: len(preferences) * 2 // 3])
    rankings.write_lists(match_round, handed_in, now=at(school.today - timedelta(days=2), 20))
    _wish_together(school, match_round, list(handed_in), by="benedicta-okello-farr")
    preferences = _preferences(school, "onward")
    _match_early(school, preferences, seed)
    onward = school.cycles["onward"]
    closed = matching.open_ranking(onward, "Main round", seed=seed, opens_at=at(school.today - timedelta(days=9), 10))
    rankings.write_lists(closed, preferences, now=onward.ranking_closes_at - timedelta(hours=30))
    _wish_together(school, closed, list(preferences), by="dana-whitlow")
    matching.close_and_propose(closed, Strategy.values)


def _wish_together(school: School, match_round: MatchRound, keys: list[int], *, by: str) -> None:
    """Two mentees of the round who commute together have asked for the same mentor."""
    one, other = match_round.cycle.enrollments.filter(pk__in=sorted(keys)[3:5])
    wish_together(match_round, one=one, other=other, by=school.user(by), now=at(school.today - timedelta(days=9), 11))


def _match_early(school: School, preferences: rankings.Preferences, seed: int) -> None:
    """Three residents who leave early have offers before the others rank; one of them has not been answered yet.

    Their lists are taken out of `preferences`.
    """
    onward = school.cycles["onward"]
    mateo, helena = school.user("mateo-quiroga-finch"), school.user("helena-vassallo-imrie")
    first = next(row for row in school.enrollments["onward"] if row.mentee_id == mateo.pk)
    hers = next(row for row in school.participations["onward"] if row.mentor_id == helena.pk)
    early = [first, *(row for row in school.enrollments["onward"] if row != first)][:_EARLY]
    later = onward.enrollments.exclude(pk__in=[row.pk for row in early])
    later.update(state=Enrollment.State.STARTED)
    closes_at = at(school.today - timedelta(days=12), 17)
    match_round = matching.open_ranking(onward, "Early round", seed=seed + 2, closes_at=closes_at)
    lists = {row.pk: preferences.pop(row.pk) for row in early}
    lists[first.pk] = [hers.pk, *(pk for pk in lists[first.pk] if pk != hers.pk)][: len(lists[first.pk])]
    rankings.write_lists(match_round, lists, now=closes_at - timedelta(hours=20))
    matching.close_and_propose(match_round, (Strategy.CHOICE_STABLE, Strategy.CHOICE_BEST))
    published = at(school.today - timedelta(days=9), 9)
    offers = matching.publish(match_round, Strategy.CHOICE_STABLE, by=school.user("dana-whitlow"), now=published)
    answered = [offer for offer in offers if offer.enrollment_id != first.pk]
    matching.answer(answered, now=published, declined=0, keep=school.named)
    later.update(state=Enrollment.State.ENROLLED, enrolled_at=published)


def _preferences(school: School, slug: str) -> rankings.Preferences:
    cycle = school.cycles[slug]
    return rankings.draw_preferences(
        school.enrollments[slug],
        school.participations[slug],
        length=cycle.program.list_length,
        random=school.random,
    )
