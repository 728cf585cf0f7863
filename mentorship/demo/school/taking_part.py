"""Who takes part in which program of the demo school, as mentee and as mentor."""

from collections import Counter
from collections.abc import Iterable
from datetime import date, timedelta
from itertools import islice
from random import Random

from accounts.models import User
from mentorship.demo.school.calendar import at
from mentorship.demo.school.people import COHORTS, Person, by_kind
from mentorship.demo.school.texts import toml
from mentorship.demo.school.usual_times import usual_times
from people.models import Enrollment, MentorParticipation, SupportNeed, SupportOffer
from programs.models import Cycle

# Program → how many mentees it takes from which stages, in this order.
MENTEE_PLACES: dict[str, tuple[int, tuple[str, ...]]] = {
    "first-steps": (50, ("year_1",)),
    "onward": (12, ("resident",)),
    "across-borders": (24, ("partner",)),
    "research-bridge": (36, ("year_2", "year_3", "year_4", "resident")),
    "circles": (64, ("year_1", "year_2", "year_3", "year_4", "partner")),
}
COMPASS_MENTEES = 124
# Students of other professions in Circles, and how many of each.
_OTHER_STUDENTS, _OF_EACH = ("nursing-student", "pharmacy-student", "social-work-student"), 8
# Program → how many mentors of which kinds, and the places of each.
MENTOR_PLACES: dict[str, tuple[dict[str, int], int]] = {
    "compass": ({"physician": 30, "other": 4, "resident": 6, "partner": 3, "alumni": 1}, 3),
    "circles": ({"physician": 8, "other": 8}, 4),
    "first-steps": ({"near_peer": 10}, 5),
    "research-bridge": ({"physician": 18}, 2),
    "across-borders": ({"partner": 3, "physician": 5, "alumni": 2}, 3),
    "onward": ({"physician": 6}, 4),
}
ON_LEAVE = "julian-brandvold"


def choose_mentees(people: list[Person], random: Random, scale: int = 1) -> dict[str, list[Person]]:
    """Return the mentees of each program; Compass has everybody who is in no other, and more up to its number."""
    learners = [person for person in people if person.stage]
    chosen: dict[str, list[Person]] = {}
    for slug, (number, stages) in MENTEE_PLACES.items():
        fit = [person for person in learners if person.stage in stages]
        chosen[slug] = _pick(slug, fit, number * scale, random)
    placed = {person.slug for group in chosen.values() for person in group}
    alone = [person for person in learners if person.slug not in placed]
    others = [person for person in learners if person.slug in placed and person.stage != "resident"]
    named = [person for person in others if "compass" in person.row.get("programs", [])]
    rest = [person for person in others if person not in named]
    wanted = COMPASS_MENTEES * scale - len(alone) - len(named)
    chosen["compass"] = alone + named + random.sample(rest, wanted)
    return chosen


def mix_professions(mentees: Iterable[Person], scale: int = 1) -> None:
    """Let students of other professions sit in the circles: of each profession as many as there are circles."""
    mentees = list(mentees)
    names = {row["slug"]: row["name"] for row in toml("people")["professions"]}
    there = Counter(person.row["profession"] for person in mentees)
    free = (person for person in mentees if person.row["profession"] == "student" and "programs" not in person.row)
    for slug in _OTHER_STUDENTS:
        for person in islice(free, max(0, _OF_EACH * scale - there[slug])):
            person.user.profession = names[slug]
            User.objects.filter(pk=person.user.pk).update(profession=names[slug])


def _pick(slug: str, fit: list[Person], number: int, random: Random) -> list[Person]:
    """Those who name the program in their texts, then others of the cast's age by lot; never the cast elsewhere."""
    named = [person for person in fit if slug in person.row.get("programs", []) and "also" not in person.row]
    free = [person for person in fit if "programs" not in person.row]
    return named + random.sample(free, number - len(named))


def choose_mentors(people: list[Person], random: Random, scale: int = 1) -> dict[str, list[Person]]:
    """Return the mentors of each program; the named ones stand first, and everybody mentors somewhere."""
    kinds = by_kind(people)
    chosen: dict[str, list[Person]] = {}
    busy: set[Person] = set()
    for slug, (numbers, _places) in MENTOR_PLACES.items():
        chosen[slug] = []
        for kind, number in numbers.items():
            named = [person for person in kinds[kind] if slug in person.row.get("programs", ())]
            free = [person for person in kinds[kind] if "programs" not in person.row]
            random.shuffle(free)
            free.sort(key=busy.__contains__)
            chosen[slug] += (named + free)[: number * scale]
        chosen[slug].sort(key=lambda person: "programs" not in person.row)
        busy.update(chosen[slug])
    return chosen


def enroll(cycle: Cycle, people: Iterable[Person]) -> list[Enrollment]:
    """Enroll the mentees with what they ask for; everything is filled in."""
    opened = cycle.ranking_opens_at - timedelta(days=10)
    rows = [
        Enrollment(
            cycle=cycle,
            mentee=person.user,
            state=Enrollment.State.ENROLLED,
            cohort=COHORTS[person.stage],
            introduction=person.row.get("introduction", ""),
            meeting_times=usual_times(person.slug),
            enrolled_at=opened,
        )
        for person in people
    ]
    Enrollment.objects.bulk_create(rows, batch_size=500)
    wants = {person.user.pk: person.row.get("wants", []) for person in people}
    SupportNeed.objects.bulk_create(
        [
            SupportNeed(enrollment=row, function=function.replace("-", "_"), priority=priority)
            for row in rows
            for priority, function in enumerate(wants[row.mentee_id], 1)
        ],
        batch_size=2000,
    )
    return rows


def invite(cycle: Cycle, people: Iterable[Person], *, places: int, today: date) -> list[MentorParticipation]:
    """Let the mentors take part: accepted, trained and ready, one of them on leave."""
    rows = [_participation(cycle, person, places=places, today=today) for person in people]
    MentorParticipation.objects.bulk_create(rows, batch_size=500)
    offers = {person.user.pk: person.row["offers"] for person in people}
    SupportOffer.objects.bulk_create(
        [
            SupportOffer(participation=row, function=function.replace("-", "_"))
            for row in rows
            for function in offers[row.mentor_id]
        ],
        batch_size=2000,
    )
    return rows


def _participation(cycle: Cycle, person: Person, *, places: int, today: date) -> MentorParticipation:
    invited = at(cycle.planning_from + timedelta(weeks=2), 9)
    modes = person.row["modes"]
    row = MentorParticipation(
        cycle=cycle,
        mentor=person.user,
        state=MentorParticipation.State.READY,
        capacity=places,
        department=person.row.get("specialty", ""),
        in_person="in_person" in modes,
        by_video="video" in modes,
        by_audio="audio" in modes,
        meeting_times=usual_times(person.slug),
        trained_on=cycle.enrolling_from,
        mentor_since=cycle.planning_from.year - person.row.get("years_as_mentor", 1),
        invited_at=invited,
        answered_at=invited + timedelta(days=3),
    )
    if person.slug == ON_LEAVE and cycle.program.slug == "compass":
        row.state = MentorParticipation.State.PAUSED
        row.away_from, row.away_until = cycle.enrolling_from, today + timedelta(weeks=5)
    return row
