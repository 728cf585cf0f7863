"""Overlap in numbers and in words."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.models import Language, User
from matching.presentation.explanations import explain_pair, explain_pair_to_mentor
from matching.queries.overlap import (
    UNITS,
    Bits,
    mentee_overlap,
    overlap_matrix,
    rarity,
    shares,
)
from matching.queries.overlap_rows import Feature, FeatureKind
from people.models import Enrollment, MentorParticipation
from programs.models import Cycle, InterestTerm, SupportFunction
from tests.factories.accounts import UserFactory
from tests.factories.people import EnrollmentFactory, MentorParticipationFactory
from tests.factories.programs import InterestTermFactory

KEYS = st.integers(1, 30)
FEATURES = st.one_of(
    st.tuples(st.just(FeatureKind.INTEREST), KEYS),
    st.tuples(st.just(FeatureKind.SUPPORT), st.sampled_from(SupportFunction.values)),
    st.tuples(st.just(FeatureKind.LANGUAGE), KEYS),
)
# What one of a million people holds tells 20 bits; what all but one of a million hold tells 1.4e-6.
BITS = st.just(0.0) | st.floats(1e-6, 20)


@given(st.lists(FEATURES, unique=True, max_size=25), st.dictionaries(FEATURES, BITS))
def test_the_weights_of_a_mentee_are_whole_and_sum_to_one(sought: list[Feature], bits: Bits) -> None:
    parts = shares(sought, bits)
    assert set(parts) <= set(sought)
    assert all(part >= 0 == part % 1 for part in parts.values())
    assert sum(parts.values()) == (UNITS if parts else 0)


def test_earlier_needs_weigh_more() -> None:
    needs = [(FeatureKind.SUPPORT, function) for function in ("networking", "sponsorship", "career_advice")]
    parts = shares(needs, {})
    assert parts[needs[0]] > parts[needs[1]] > parts[needs[2]] > 0


def overlap_with_mentors(enrollment: Enrollment, mentors: list[int]) -> list[float]:
    return mentee_overlap(enrollment, mentors).with_mentors(mentors)


def term(name: str, *people: User) -> InterestTerm:
    term = InterestTermFactory.create(name=name)
    for person in people:
        person.interests.create(term=term)
    return term


def speak(name: str, *people: User) -> Language:
    language, _new = Language.objects.get_or_create(code=name[:2].lower(), defaults={"name": name})
    for person in people:
        person.languages.add(language)
    return language


@pytest.fixture
def crowd(cycle: Cycle) -> list[User]:
    return [EnrollmentFactory.create(cycle=cycle).mentee for _ in range(6)]


def test_sharing_a_rare_interest_counts_more(
    cycle: Cycle, enrollment: Enrollment, student: User, mentor: User, crowd: list[User]
) -> None:
    other = MentorParticipationFactory.create(cycle=cycle).mentor
    term("Common", student, other, *crowd)
    term("Rare", student, mentor)
    rare, common = overlap_with_mentors(enrollment, [mentor.pk, other.pk])
    assert rare + common == pytest.approx(1)
    assert rare > common > 0


def test_everything_shared_is_one_and_nothing_shared_is_zero(
    cycle: Cycle, enrollment: Enrollment, student: User, participation: MentorParticipation, crowd: list[User]
) -> None:
    stranger = MentorParticipationFactory.create(cycle=cycle).mentor
    mentor = participation.mentor
    term("Child health", student, mentor)
    speak("Luganda", student, mentor)
    enrollment.support_needs.create(function=SupportFunction.NETWORKING, priority=1)
    participation.support_offers.create(function=SupportFunction.NETWORKING)
    assert overlap_with_mentors(enrollment, [mentor.pk, stranger.pk]) == [1.0, 0.0]


def test_a_mentee_who_said_nothing_overlaps_with_nobody(enrollment: Enrollment, mentor: User) -> None:
    term("Child health", mentor)
    assert overlap_with_mentors(enrollment, [mentor.pk]) == [0.0]


def test_a_language_that_half_of_the_people_speak_weighs_nothing(
    cycle: Cycle, student: User, mentor: User, crowd: list[User]
) -> None:
    english = speak("English", student, mentor, *crowd)
    luganda = speak("Luganda", student, mentor)
    bits = rarity(cycle)
    assert bits[FeatureKind.LANGUAGE, english.pk] == 0
    assert bits[FeatureKind.LANGUAGE, luganda.pk] == pytest.approx(2)  # two of eight people


def test_the_whole_cycle_at_once_gives_the_numbers_of_each_page(cycle: Cycle, crowd: list[User]) -> None:
    mentors = [MentorParticipationFactory.create(cycle=cycle).mentor for _ in range(4)]
    for number in range(9):
        term(f"Term {number}", *crowd[number % 3 : number % 6 : 2], *mentors[number % 2 :: 3])
    speak("Luganda", crowd[0], mentors[1])
    enrollments = list(cycle.enrollments.order_by("pk"))
    enrollments[0].support_needs.create(function=SupportFunction.NETWORKING)
    people = [mentor.pk for mentor in mentors]
    whole = overlap_matrix(cycle, [enrollment.mentee_id for enrollment in enrollments], people)
    assert whole.dtype == np.float32
    assert whole.shape == (6, 4)
    assert whole.max() > 0
    for row, enrollment in enumerate(enrollments):
        assert whole[row].tolist() == overlap_with_mentors(enrollment, people)


def test_those_who_withdrew_do_not_make_an_interest_common(cycle: Cycle, student: User, crowd: list[User]) -> None:
    gone = EnrollmentFactory.create(cycle=cycle, state=Enrollment.State.WITHDRAWN).mentee
    rare = term("Rare", student, gone)
    assert rarity(cycle)[FeatureKind.INTEREST, rare.pk] == pytest.approx(np.log2(7))


@pytest.fixture
def noor(enrollment: Enrollment, crowd: list[User]) -> Enrollment:
    """A mentee with five interests, three needs and a rare language."""
    mentee = enrollment.mentee
    for name in ("Child health", "Global health", "Case writing", "Rural practice", "HIV medicine"):
        term(name, mentee)
    speak("English", mentee, *crowd)
    speak("Luganda", mentee)
    for priority, function in enumerate(("career_advice", "networking", "emotional_support"), 1):
        enrollment.support_needs.create(function=function, priority=priority)
    return enrollment


def give(participation: MentorParticipation, *names: str, support: tuple[str, ...] = ()) -> None:
    for name in names:
        participation.mentor.interests.create(term=InterestTerm.objects.get(name=name))
    for function in support:
        participation.support_offers.create(function=function)


def test_why_two_people_overlap(noor: Enrollment, participation: MentorParticipation) -> None:
    give(participation, "Child health", "Global health", "Case writing", support=("networking", "career_advice"))
    term("Neonatology", participation.mentor)
    speak("Luganda", participation.mentor)
    speak("English", participation.mentor)
    why = explain_pair(noor, participation)
    assert why.text == (
        "You share three of your five interests. Dr Nambozo-Hale offers career advice and networking, "
        "the two kinds of support you put first, and you both speak Luganda."
    )
    assert why.shared == ["Child health", "Global health", "Case writing", "Luganda"]
    assert why.others == ["Neonatology"]


@pytest.mark.parametrize(
    ("interests", "support", "text"),
    [
        ((), (), ""),
        (("HIV medicine",), (), "You share one of your five interests, HIV medicine."),
        (("Case writing",), (), "You share one of your five interests, case writing."),
        (
            ("Child health", "Global health", "Case writing", "Rural practice", "HIV medicine"),
            (),
            "You share all five of your interests.",
        ),
        ((), ("career_advice",), "Dr Nambozo-Hale offers career advice, which you put first."),
        ((), ("networking",), "Dr Nambozo-Hale offers networking, one of the three kinds of support you asked for."),
        (
            (),
            ("emotional_support", "networking"),
            "Dr Nambozo-Hale offers networking and emotional support, two of the three kinds of support you asked for.",
        ),
        (
            (),
            ("emotional_support", "networking", "career_advice", "sponsorship"),
            "Dr Nambozo-Hale offers career advice, networking and emotional support, everything you asked for.",
        ),
    ],
)
def test_the_words_fit_what_is_shared(
    noor: Enrollment,
    participation: MentorParticipation,
    interests: tuple[str, ...],
    support: tuple[str, ...],
    text: str,
) -> None:
    give(participation, *interests, support=support)
    assert explain_pair(noor, participation).text == text


def test_a_language_alone_is_a_sentence(noor: Enrollment, participation: MentorParticipation) -> None:
    speak("Luganda", participation.mentor)
    assert explain_pair(noor, participation).text == "You both speak Luganda."


def test_the_mentor_reads_it_from_the_other_side(noor: Enrollment, participation: MentorParticipation) -> None:
    give(participation, "Child health", "HIV medicine", support=("networking",))
    speak("Luganda", participation.mentor)
    assert explain_pair_to_mentor(noor, participation).text == (
        "You share two interests: child health and HIV medicine. "
        "Noor Haddad-Quist asked for networking, which you offer. You both speak Luganda."
    )


def test_the_order_of_people_does_not_matter(cycle: Cycle, enrollment: Enrollment, mentor: User) -> None:
    other = MentorParticipationFactory.create(cycle=cycle, mentor=UserFactory.create()).mentor
    term("Child health", enrollment.mentee, mentor)
    assert overlap_with_mentors(enrollment, [other.pk, mentor.pk]) == [0.0, 1.0]
