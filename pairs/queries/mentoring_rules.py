"""Whom a program's rules keep from being mentor and mentee: who may mentor whom, by year, group and profession."""

from collections import defaultdict
from functools import reduce
from operator import or_

from django.db.models import CharField, Q, QuerySet, Value

from people.models import Enrollment, MentorParticipation
from programs.models import Cycle
from programs.models.mentoring_rules import barred_professions

MENTOR = "cycle__participations__mentor_id"


def keeps_the_rules(enrollment: Enrollment, participation: MentorParticipation) -> bool:
    """Whether the rules of their program let the two be mentor and mentee."""
    mentor = participation.mentor.profession
    rules = enrollment.cycle.program.mentoring_rule_list
    kind = {"cohort": enrollment.cohort, "profession": enrollment.mentee.profession}
    return not barred_professions(rules, **kind, of={mentor})


def against_the_rules(cycle: Cycle) -> QuerySet[Enrollment]:
    """Return the enrollments of a cycle, each with every mentor (`MENTOR`) whom the rules do not give them.

    One query for what years and professions there are, where the program has rules.
    """
    rules = cycle.program.mentoring_rule_list
    if not rules:
        return Enrollment.objects.none()
    mentees, mentors = _kinds_in(cycle)
    kept_from: dict[frozenset[str], list[Q]] = defaultdict(list)
    for cohort, profession in sorted(mentees):
        barred = barred_professions(rules, cohort=cohort, profession=profession, of=mentors)
        kept_from[barred].append(Q(cohort=cohort, mentee__profession=profession))
    kept_from.pop(frozenset(), None)
    if not kept_from:
        return Enrollment.objects.none()
    # In one filter, so that the years and the professions speak of the same two people.
    apart = [reduce(or_, theirs) & _of_mentors(barred) for barred, theirs in kept_from.items()]
    return cycle.enrollments.filter(reduce(or_, apart))


def _of_mentors(professions: frozenset[str]) -> Q:
    return Q(cycle__participations__mentor__profession__in=sorted(professions))


def _kinds_in(cycle: Cycle) -> tuple[set[tuple[str, str]], set[str]]:
    """(year or group, profession) of the mentees of a cycle, and the professions of its mentors."""
    side = {name: Value(name, output_field=CharField()) for name in ("mentee", "mentor", "")}
    mentees = cycle.enrollments.order_by().values_list(side["mentee"], "cohort", "mentee__profession")
    mentors = cycle.participations.order_by().values_list(side["mentor"], side[""], "mentor__profession")
    rows = list(mentees.union(mentors))
    return {(a, b) for kind, a, b in rows if kind == "mentee"}, {b for kind, _a, b in rows if kind == "mentor"}
