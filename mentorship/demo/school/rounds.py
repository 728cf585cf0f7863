"""The match rounds of the demo school, each as far as it has come."""

from collections.abc import Sequence
from datetime import timedelta

from matching.models import Attribute, MatchRound, Strategy, Weight
from matching.services.round_aims import set_aims, wish_together
from mentorship.demo.school import handbook, matching, rankings
from mentorship.demo.school.calendar import at
from mentorship.demo.school.school import School
from people.models import Enrollment, MentorParticipation
from programs.models import Cycle, CycleState, HandbookVersion

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
    """One program ranks at present."""
    bridge = school.cycles["research-bridge"]
    match_round = matching.open_ranking(bridge, "Main round", seed=seed)
    set_aims(match_round, even_weight=Weight.SOME, spread_by=Attribute.CAMPUS, spread_weight=Weight.SOME)
    preferences = _preferences(school, "research-bridge")
    handed_in = dict(list(preferences.items())[: len(preferences) * 2 // 3])
    rankings.write_lists(match_round, handed_in, now=at(school.today - timedelta(days=2), 20))
    _wish_together(school, match_round, list(handed_in), by="benedicta-okello-farr")


def remember_onward(school: School) -> Cycle:
    """Last year's Onward, which closes: Jiayi was Dr Vassallo-Imrie's; the others are back for their second year."""
    year = school.cycles["onward"].program.cycles.get(state=CycleState.CLOSING)
    jiayi, helena = school.user("jiayi-hwang-adler"), school.user("helena-vassallo-imrie")
    mentors = [helena, *(row.mentor for row in school.participations["onward"] if row.mentor != helena)]
    back_again = [row.mentee for row in school.enrollments["onward"][1 - len(mentors) :]]
    matching.remember_earlier_year(year, mentors, [jiayi, *back_again], places=1)
    version = year.program.handbook_versions.get(state=HandbookVersion.State.PUBLISHED)
    handbook.acknowledge(version, [jiayi], now=at(year.enrolling_from, 10))
    return year


def match_onward(school: School, last_year: Cycle, seed: int) -> None:
    """Lists have just closed and the proposals are there; they keep the pairs of last year where they can."""
    onward, preferences = school.cycles["onward"], _preferences(school, "onward")
    _list_last_mentors(school, last_year, preferences)
    _match_early(school, preferences, seed)
    opens_at = at(school.today - timedelta(days=9), 10)
    closed = matching.open_ranking(onward, "Main round", seed=seed, opens_at=opens_at, kept_year=last_year)
    rankings.write_lists(closed, preferences, now=onward.ranking_closes_at - timedelta(hours=30))
    _wish_together(school, closed, list(preferences), by="dana-whitlow")
    matching.close_and_propose(closed, Strategy.values)


def _list_last_mentors(school: School, last_year: Cycle, preferences: rankings.Preferences) -> None:
    """All who come back but the last list their mentor of last year again, in second place; the last wants a change."""
    before = dict(last_year.mentorships.values_list("mentee", "mentor"))
    mentors = {row.mentor_id: row.pk for row in school.participations["onward"]}
    returning = [row for row in school.enrollments["onward"] if row.mentee_id in before]
    for row in returning:
        own = mentors[before[row.mentee_id]]
        others = [pk for pk in preferences[row.pk] if pk != own]
        preferences[row.pk] = others if row == returning[-1] else [others[0], own, *others[1:-1]]


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
