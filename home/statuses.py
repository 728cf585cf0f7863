"""Where somebody stands in each of their years: what the first app says that has something to say."""

from datetime import datetime

from accounts.models import Role
from home.standing import Standing
from matching.todo import mentees, mentors
from pairs import todo as pairs
from people import todo as people
from programs.todo import Status


def mentee_statuses(standing: Standing, *, now: datetime) -> list[Status]:
    """Return where the mentee stands in each year, in the order of the enrollments.

    One status for each mentor that they have, and for each offer that is not settled; else one for the year.

    Args:
        standing: of the mentee, who reads it.
        now: the instant of the page.
    """
    if not standing.enrollments:
        return []
    user, met = standing.user, pairs.mentorships_of_mentee(standing.user, standing.pairs)
    mentored = [cycle for cycle, own in met.items() if any(pair.is_live for pair in own)]
    found: list[Status] = []
    for mentee in mentees.read_mentees(user, standing.enrollments, paired=mentored):
        enrollment = mentee.enrollment
        cycle, own = enrollment.cycle, met[enrollment.cycle_id]
        if finished := people.finished_status(enrollment):
            found.append(finished)
            continue
        offers = mentees.pending_statuses(mentee, now=now)
        if paired := pairs.mentor_statuses(cycle, own, user=user, now=now):
            found += [*paired, *offers]
            continue
        state = people.enrolling_status(enrollment, user, mentees.open_lists(mentee, now=now), now=now)
        state = state or pairs.group_status(cycle, standing.groups[cycle.pk], role=Role.MENTEE)
        if state is None and not offers:
            state = mentees.waiting_status(mentee, own[0] if own else None, now=now)
        found += [state] if state else offers
    return found


def mentor_statuses(standing: Standing, *, now: datetime) -> list[Status]:
    """Return the state of each participation, and one status for each offer that is not settled.

    Args:
        standing: of the mentor, who reads it.
        now: the instant of the page.
    """
    if not standing.participations:
        return []
    met = pairs.mentorships_of_mentor(standing.user, standing.pairs)
    found = []
    for mentor in mentors.read_mentors(standing.user, standing.participations, paired=list(met)):
        cycle = mentor.participation.cycle
        if closed := people.closed_status(mentor.participation):
            found.append(closed)
            continue
        offers = mentors.pending_statuses(mentor, now=now)
        state = people.readiness_status(mentor.participation, now=now) or pairs.mentees_status(cycle, met[cycle.pk])
        if state is None and not offers:
            state = pairs.group_status(cycle, standing.groups[cycle.pk], role=Role.MENTOR)
            state = state or mentors.waiting_status(mentor, now=now)
        found += [*offers, *([state] if state else [])]
    return found
