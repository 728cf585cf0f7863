"""Who can be in the groups that are formed, what is known of them, and how many groups they make."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from accounts.models import User
from core.search import narrowed
from matching.models import Attribute, Formation, ProposedMember
from matching.queries.eligibility import available_mentors
from pairs.models import GroupMember, MentoringGroup
from pairs.queries.groups import members_in, present_members
from people.models import Enrollment, MentorParticipation, PersonalInterest
from people.queries.readiness import unready_mentors
from programs.models import Cycle, CycleState, Program

Values = dict[str, list[str]]


def has_groups(program: Program) -> bool:
    """Whether people of the program meet in groups."""
    return program.meets_in_groups


def cycles_without_formation(program: Program) -> QuerySet[Cycle]:
    """Cycles in which groups can be formed: under way, and none are being formed."""
    unfinished = Formation.objects.filter(state__in=Formation.LIVE)
    return program.cycles.filter(state__in=Cycle.UNDER_WAY).exclude(pk__in=unfinished.values("cycle"))


def takes_part(cycle: Cycle) -> QuerySet[Enrollment]:
    """Mentees who have enrolled and not left, with or without a mentor."""
    return cycle.enrollments.filter(state__in=Enrollment.TAKING_PART, mentee__is_active=True)


def free_mentees(cycle: Cycle, *, kind: str) -> QuerySet[Enrollment]:
    """Mentees, or peers, who take part and are in no group of this kind now."""
    grouped = members_in(cycle, kind=kind).exclude(side=GroupMember.Side.MENTOR)
    return takes_part(cycle).exclude(mentee__in=grouped.values("user"))


def free_mentors(cycle: Cycle, *, kind: str, day: date) -> QuerySet[MentorParticipation]:
    """Mentors who are ready, there when groups start to meet, and lead no group of this kind yet."""
    leading = members_in(cycle, kind=kind).filter(side=GroupMember.Side.MENTOR)
    return available_mentors(cycle, day=day).exclude(mentor__in=leading.values("user"))


def mentees_to_group(formation: Formation) -> QuerySet[Enrollment]:
    """The mentees whom the groups are formed of."""
    left_out = formation.left_out.values("pk")
    return free_mentees(formation.cycle, kind=formation.kind).exclude(mentee__in=left_out)


def mentors_to_lead(formation: Formation, *, day: date) -> QuerySet[MentorParticipation]:
    """The mentors who can lead them."""
    left_out = formation.left_out.values("pk")
    return free_mentors(formation.cycle, kind=formation.kind, day=day).exclude(mentor__in=left_out)


def unready_to_lead(formation: Formation, *, day: date) -> QuerySet[MentorParticipation]:
    """Those of them whose training is open on `day`, where the program asks for it and mentors lead the groups."""
    mentors = mentors_to_lead(formation, day=day) if formation.mentors_each else MentorParticipation.objects.none()
    return unready_mentors(mentors, program=formation.cycle.program, day=day)


def professions_of(formation: Formation, *, day: date) -> list[str]:
    """The professions of those mentors, by name, each as often as there is a mentor; empty ones too."""
    rows = mentors_to_lead(formation, day=day).order_by("mentor__profession", "pk")
    return list(rows.values_list("mentor__profession", flat=True))


def most_groups_led(formation: Formation, professions: Sequence[str], *, at_most: int) -> int:
    """How many groups, `at_most`, have the mentors that the formation asks for, by counting alone."""

    def enough(groups: int) -> bool:
        each, wanted = formation.groups_each, formation.mentors_each * groups
        others = list(professions)
        if formation.lead_profession:
            leads = others.count(formation.lead_profession)
            if leads * each < groups:
                return False
            wanted -= groups
            others = [one for one in others if one != formation.lead_profession]
            if not formation.mentors_differ:
                others += [formation.lead_profession] * (leads - groups // each)
        return _places(others, groups, formation) >= wanted

    return next((groups for groups in range(at_most, 0, -1) if enough(groups)), 0)


def _places(professions: Iterable[str], groups: int, formation: Formation) -> int:
    """How often these mentors can lead: a mentor once in a group, and a profession too where they must differ."""
    each = min(formation.groups_each, groups)
    counts = Counter(professions)
    unknown = counts.pop("", 0)
    if not formation.mentors_differ:
        return (sum(counts.values()) + unknown) * each
    return sum(min(number * each, groups) for number in counts.values()) + unknown * each


@dataclass(frozen=True, slots=True)
class Forecast:
    """How the people of a formation divide: `count` groups of `fewest` to `most`; 0 groups when they do not.

    Attributes:
        led: how many groups there are mentors for, where that is what stands in the way; None otherwise.
    """

    mentees: int
    mentors: int
    count: int
    led: int | None

    @property
    def fewest(self) -> int:
        """Mentees in the smallest group: sizes are as even as can be."""
        return self.mentees // self.count if self.count else 0

    @property
    def most(self) -> int:
        """Mentees in the largest."""
        return -(-self.mentees // self.count) if self.count else 0


def forecast_of(formation: Formation, professions: Sequence[str]) -> Forecast:
    """How the people divide: of the numbers of groups that keep to the sizes, the one nearest to their usual size.

    `professions` are those of `professions_of`.
    """
    mentees = mentees_to_group(formation).count()
    least, greatest = -(-mentees // formation.most), mentees // formation.fewest
    possible = range(max(least, 1), greatest + 1)
    led = None
    if formation.mentors_each and possible:
        led = most_groups_led(formation, professions, at_most=greatest)
        possible = range(possible.start, min(greatest, led) + 1)
    usual = formation.usual_size
    count = min(possible, key=lambda groups: (abs(mentees / groups - usual), groups), default=0)
    return Forecast(mentees, len(professions), count, None if count else led)


def known_of(
    users: Iterable[int], groups: dict[int, str], times: Mapping[int, list[str]], program: Program
) -> dict[int, Values]:
    """What a program knows of people by attribute, in words.

    `groups` are the years or groups of mentees by user, `times` those in which people can meet (`times_to_meet`).
    """
    keys = list(users)
    found: dict[int, Values] = {}
    rows = User.objects.filter(pk__in=keys).order_by()
    for pk, profession, campus, zone in rows.values_list("pk", "profession", "campus", "time_zone"):
        single = {
            Attribute.YEAR: groups.get(pk, ""),
            Attribute.PROFESSION: profession,
            Attribute.CAMPUS: campus,
            Attribute.TIME_ZONE: zone,
        }
        found[pk] = {attribute.value: [value] for attribute, value in single.items() if value}
    spoken = User.languages.through.objects.filter(user__in=keys).values_list("user_id", "language__name")
    chosen = PersonalInterest.objects.of_program(program).filter(user__in=keys)
    terms = chosen.order_by().values_list("user_id", "term__name")
    for attribute, pairs in ((Attribute.LANGUAGES, spoken), (Attribute.INTERESTS, terms)):
        for pk, value in pairs:
            held = found[pk].setdefault(attribute.value, [])
            if value not in held:
                held.append(value)
    for pk in found.keys() & times.keys():
        found[pk][Attribute.TIMES.value] = times[pk]
    return found


def times_said(formation: Formation) -> tuple[int, int]:
    """How many of the people whom the groups are formed of have said when they can meet, and how many there are."""
    said = Count("pk", filter=~Q(meeting_times=[]))
    found = mentees_to_group(formation).order_by().aggregate(said=said, people=Count("pk"))
    return found["said"], found["people"]


def members_of(formation: Formation) -> list[ProposedMember]:
    """The proposed groups with their people, group by group: mentors by role, then mentees by name."""
    rows = formation.members.select_related("enrollment__mentee", "participation__mentor")
    return sorted(
        rows, key=lambda row: (row.group, not row.role, row.role, row.person.sort_name, row.person.given_name, row.pk)
    )


def gone_from(formation: Formation, members: Iterable[ProposedMember], *, day: date) -> list[ProposedMember]:
    """Of the members of its proposed groups those who take part no more, or are in another group by now."""
    mentees = set(free_mentees(formation.cycle, kind=formation.kind).values_list("pk", flat=True))
    mentors = set(free_mentors(formation.cycle, kind=formation.kind, day=day).values_list("pk", flat=True))
    return [
        row
        for row in members
        if (row.enrollment_id not in mentees if row.enrollment_id else row.participation_id not in mentors)
    ]


def stored_places(members: Iterable[ProposedMember]) -> dict[str, list[list[int | None]]]:
    """Who is in which proposed group: what a form about the groups begins from."""
    return {"places": sorted([row.pk, row.group, row.enrollment_id, row.participation_id] for row in members)}


def formations_of(program: Program) -> QuerySet[Formation]:
    """The formations of a program, the newest first."""
    related = ("cycle__program__institution", "created_by")
    rows = Formation.objects.filter(cycle__program=program).select_related(*related)
    return rows.defer("instance", "result", "undisclosed")


def groups_in(program: Program) -> QuerySet[MentoringGroup]:
    """The groups of the program's years that are not closed, with their present members' names at hand."""
    rows = MentoringGroup.objects.going_on().filter(cycle__program=program).exclude(cycle__state=CycleState.CLOSED)
    return rows.select_related("cycle").prefetch_related(present_members()).order_by("-cycle__planning_from", "pk")


def people_of_formation(formation: Formation, *, search: str = "") -> QuerySet[User]:
    """Everybody who could be in the groups, mentees and mentors, left out or not, by name.

    Each has `mentors` and `is_left_out`; with `search`, those whose name or address has every word.
    """
    cycle = formation.cycle
    mentees = free_mentees(cycle, kind=formation.kind).values("mentee")
    leading = available_mentors(cycle, day=cycle.running_from).values("mentor")
    rows = User.objects.filter(Q(pk__in=mentees) | Q(pk__in=leading)).annotate(
        mentors=Exists(cycle.participations.filter(mentor=OuterRef("pk"))),
        is_left_out=Exists(formation.left_out.through.objects.filter(formation=formation, user=OuterRef("pk"))),
    )
    return narrowed(rows, search, "given_name", "family_name", "email")


def people_named(formation: Formation, typed: str) -> list[User]:
    """Those of them whom a name or an address means: the one with the address, else those with the words."""
    taking_part = people_of_formation(formation).exclude(pk__in=formation.left_out.values("pk"))
    exact = list(taking_part.filter(email=typed))
    return exact or list(narrowed(taking_part, typed, "given_name", "family_name", "email")[:2])
