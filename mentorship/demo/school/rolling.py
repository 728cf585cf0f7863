"""Open Door: the demo school's program without rounds, with a request in every state."""

from datetime import timedelta

from matching.models import MentorRequest
from matching.services.requests import accept_request, ask_mentor, decline_request
from mentorship.demo.school import handbook
from mentorship.demo.school.calendar import at
from mentorship.demo.school.school import School
from mentorship.demo.school.taking_part import enroll, invite
from people.models import Enrollment, MentorParticipation
from programs.models import HandbookVersion

_MENTEES, _MENTORS = 9, 4
_NOTE = "I’d like to talk about how you chose your specialty. I keep changing my mind."


def ask_all_year(school: School) -> None:
    """Let people of Circles take part, and ask: four pairs, three questions, one who waits, one who heard a no."""
    cycle = school.cycles["open-door"]
    tova = school.user("tova-abramsky-reid").pk
    josette = school.user("josette-arsenault-kay").pk
    mentees = [row.mentee_id for row in school.enrollments["circles"] if row.mentee_id not in school.named]
    mentors = [row.mentor_id for row in school.participations["circles"] if row.mentor_id not in school.named]
    by_user = {person.user.pk: person for person in school.people.values()}
    asking = enroll(cycle, [by_user[pk] for pk in [*mentees[:_MENTEES], tova]])
    asked = invite(cycle, [by_user[pk] for pk in [*mentors[:_MENTORS], josette]], places=2, today=school.today)
    version = HandbookVersion.objects.get(program=cycle.program, state=HandbookVersion.State.PUBLISHED)
    people = [*(row.mentee for row in asking), *(row.mentor for row in asked)]
    handbook.acknowledge(version, people, now=at(cycle.enrolling_from, 10))
    first, second, third, fourth, named = asked
    for mentee, mentor, days in ((0, first, 44), (1, first, 38), (2, second, 30), (3, third, 12)):
        request = _ask(school, asking[mentee], mentor, days)
        accept_request(request, by=mentor.mentor, now=at(school.today - timedelta(days=days - 2), 18))
    _ask(school, asking[4], first, 5)
    _ask(school, asking[5], second, 2)
    _ask(school, asking[6], third, 1)
    _ask(school, asking[8], named, 3)
    declined = _ask(school, asking[7], fourth, 9)
    decline_request(declined, by=fourth.mentor, now=at(school.today - timedelta(days=7), 12))


def _ask(school: School, mentee: Enrollment, mentor: MentorParticipation, days: int) -> MentorRequest:
    moment = at(school.today - timedelta(days=days), 16)
    return ask_mentor(mentee, participation=mentor, note=_NOTE, now=moment)
