"""First Author: the demo school's program whose mentors have a say; lists are closed, and two of five have answered."""

from datetime import timedelta
from random import Random

from matching.services.mentor_lists import save_mentor_list
from matching.services.rounds import close_round
from mentorship.demo.school import handbook, matching, rankings
from mentorship.demo.school.calendar import at
from mentorship.demo.school.school import School
from mentorship.demo.school.taking_part import enroll, invite
from programs.models import HandbookVersion

_MENTEES, _MENTORS, _ANSWERED = 9, 3, 2
_YEARS = ("Year 3", "Year 4")


def ask_the_mentors(school: School, *, seed: int) -> None:
    """Let students of Circles and mentors of Research Bridge take part; who listed whom is known, and mentors answer.

    Jonah is one of the students. Dr Venkataswamy and Dr Odell are asked and have not answered.
    """
    cycle = school.cycles["first-author"]
    named = [school.user(slug).pk for slug in ("priya-venkataswamy", "mbali-odell")]
    students = [row for row in school.enrollments["circles"] if row.cohort in _YEARS]
    mentees = [school.user("jonah-petrescu-lim").pk]
    mentees += [row.mentee_id for row in students if row.mentee_id not in school.named][: _MENTEES - 1]
    mentors = [row.mentor_id for row in school.participations["research-bridge"] if row.mentor_id not in school.named]
    by_user = {person.user.pk: person for person in school.people.values()}
    ranking = enroll(cycle, [by_user[pk] for pk in mentees])
    asked = invite(cycle, [by_user[pk] for pk in [*named, *mentors[:_MENTORS]]], places=2, today=school.today)
    version = HandbookVersion.objects.get(program=cycle.program, state=HandbookVersion.State.PUBLISHED)
    people = [*(row.mentee for row in ranking), *(row.mentor for row in asked)]
    handbook.acknowledge(version, people, now=at(cycle.enrolling_from, 10))
    match_round = matching.open_ranking(cycle, "Main round", seed=seed)
    own = Random(f"first-author {seed}")  # so that the rest of the school stays as it was drawn
    lists = rankings.draw_preferences(ranking, asked, length=cycle.program.list_length, random=own)
    rankings.write_lists(match_round, lists, now=cycle.ranking_closes_at - timedelta(hours=30))
    match_round = close_round(match_round, now=cycle.ranking_closes_at + timedelta(minutes=5))
    for mentor in asked[-_ANSWERED:]:
        listed = [mentee for mentee, wanted in lists.items() if mentor.pk in wanted]
        answer: dict[int, int | None] = {mentee: place for place, mentee in enumerate(listed[:-1], 1)}
        answer |= dict.fromkeys(listed[-1:])  # with the last one they would rather not write
        save_mentor_list(mentor, match_round=match_round, ranks=answer, now=at(school.today - timedelta(days=1), 19))
