"""Why two people overlap, in words for one of them. It speaks of the same things that `overlap` counts."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.contrib.humanize.templatetags.humanize import apnumber
from django.db.models import Prefetch, prefetch_related_objects
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import Language, User
from matching.queries.overlap import distinctive_languages
from people.models import Enrollment, MentorParticipation, PersonalInterest
from programs.models import InterestTerm, Program, SupportFunction

_NAMED = 3  # kinds of support that a sentence names at most


@dataclass(frozen=True, slots=True)
class Features:
    """What one person brings to a pair.

    Attributes:
        interests: the person's interests.
        support: kinds of support: a mentee's in the order of priority, a mentor's as offered.
        languages: the person's languages.
    """

    interests: Sequence[InterestTerm]
    support: Sequence[str]
    languages: Sequence[Language]


@dataclass(frozen=True, slots=True)
class Common:
    """What two people have in common: interests, kinds of support in the order of priority, telling languages."""

    interests: list[InterestTerm]
    support: list[str]
    languages: list[Language]


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why two people overlap.

    Attributes:
        text: one or two sentences; empty where nothing is shared.
        shared: what both have, interests first; others: the other's remaining interests.
    """

    text: str
    shared: list[str]
    others: list[str]


def explain_pair(enrollment: Enrollment, participation: MentorParticipation) -> Explanation:
    """Why the two overlap, for the mentee."""
    mentee, mentor = _features_of(enrollment, participation)
    distinctive = distinctive_languages(enrollment)
    return explain(mentee, mentor, name=participation.mentor.formal_name, distinctive=distinctive)


def explain_pair_to_mentor(enrollment: Enrollment, participation: MentorParticipation) -> Explanation:
    """Why the two overlap, for the mentor."""
    mentee, mentor = _features_of(enrollment, participation)
    common = _common(mentee, mentor, distinctive_languages(enrollment))
    return _explanation(_words_for_mentor(common, enrollment.mentee.formal_name), common, mentee)


def _features_of(enrollment: Enrollment, participation: MentorParticipation) -> tuple[Features, Features]:
    """What the two bring, in four queries, and none for what is prefetched."""
    _read([enrollment.mentee, participation.mentor], enrollment.cycle.program)
    prefetch_related_objects([enrollment], "support_needs")
    prefetch_related_objects([participation], "support_offers")
    needs = [need.function for need in enrollment.support_needs.all()]
    offers = [offer.function for offer in participation.support_offers.all()]
    return _features(enrollment.mentee, needs), _features(participation.mentor, offers)


def _read(people: list[User], program: Program) -> None:
    """Prefetch the languages of people, and what interests them on the list of the program's school: two queries."""
    with_term = Prefetch("interests", PersonalInterest.objects.of_program(program).select_related("term"))
    prefetch_related_objects(people, with_term, "languages")


def _features(person: User, support: Sequence[str]) -> Features:
    return Features([interest.term for interest in person.interests.all()], support, list(person.languages.all()))


def explain_mentors(enrollment: Enrollment, mentors: Sequence[MentorParticipation]) -> dict[int, Explanation]:
    """Participation → why each of the mentors overlaps with the mentee, for the mentee.

    Four queries, and none for what is prefetched.
    """
    _read([enrollment.mentee, *(participation.mentor for participation in mentors)], enrollment.cycle.program)
    prefetch_related_objects([enrollment], "support_needs")
    prefetch_related_objects(mentors, "support_offers")
    mentee = _features(enrollment.mentee, [need.function for need in enrollment.support_needs.all()])
    distinctive = distinctive_languages(enrollment)
    found = {}
    for participation in mentors:
        mentor = participation.mentor
        has = _features(mentor, [offer.function for offer in participation.support_offers.all()])
        found[participation.pk] = explain(mentee, has, name=mentor.formal_name, distinctive=distinctive)
    return found


def explain(mentee: Features, mentor: Features, *, name: str, distinctive: Collection[int]) -> Explanation:
    """Why a mentor overlaps with a mentee, for the mentee.

    Args:
        mentee: what the mentee looks for.
        mentor: what the mentor has and offers.
        name: how the sentence speaks of the mentor.
        distinctive: primary keys of the languages that are worth a word.
    """
    common = _common(mentee, mentor, distinctive)
    sentences = [_shared_interests(common.interests, len(mentee.interests)), *_offered(common, mentee, name)]
    return _explanation(sentences, common, mentor)


def _common(mentee: Features, mentor: Features, distinctive: Collection[int]) -> Common:
    terms = {term.pk for term in mentor.interests}
    spoken = {language.pk for language in mentor.languages}
    return Common(
        [term for term in mentee.interests if term.pk in terms],
        [function for function in mentee.support if function in mentor.support],
        [language for language in mentee.languages if language.pk in spoken and language.pk in distinctive],
    )


def _explanation(sentences: list[str], common: Common, other: Features) -> Explanation:
    text = " ".join(sentence for sentence in sentences if sentence)
    shared = [str(term) for term in common.interests] + [str(language) for language in common.languages]
    others = [str(term) for term in other.interests if term not in common.interests]
    return Explanation(text, shared, others)


def _shared_interests(shared: list[InterestTerm], of: int) -> str:
    if not shared:
        return ""
    if len(shared) == of:
        text = ngettext("You share your one interest, %(name)s.", "You share all %(of)s of your interests.", of)
    else:
        text = ngettext(
            "You share one of your %(of)s interests, %(name)s.",
            "You share %(shared)s of your %(of)s interests.",
            len(shared),
        )
    return text % {"shared": apnumber(len(shared)), "of": apnumber(of), "name": _inside(shared[0].name)}


def _offered(common: Common, mentee: Features, name: str) -> list[str]:
    """The sentence about support and languages, if there is something to say."""
    languages = _listed([str(language) for language in common.languages])
    if not common.support:
        return [_("You both speak %(languages)s.") % {"languages": languages}] if languages else []
    words = {"name": name, "support": _kinds(common.support), "place": _place(common.support, mentee.support)}
    if not languages:
        return [_("%(name)s offers %(support)s, %(place)s.") % words]
    words["languages"] = languages
    return [_("%(name)s offers %(support)s, %(place)s, and you both speak %(languages)s.") % words]


def _place(shared: list[str], asked: Sequence[str]) -> str:
    """Where the shared kinds of support stand among those that the mentee asked for."""
    numbers = {"shared": apnumber(len(shared)), "asked": apnumber(len(asked))}
    if len(shared) > _NAMED:
        return _("%(shared)s of the %(asked)s kinds of support you asked for") % numbers
    if len(shared) == len(asked) > 1:
        return _("everything you asked for")
    if shared == list(asked[: len(shared)]):
        return ngettext("which you put first", "the %(shared)s kinds of support you put first", len(shared)) % numbers
    return (
        ngettext(
            "one of the %(asked)s kinds of support you asked for",
            "%(shared)s of the %(asked)s kinds of support you asked for",
            len(shared),
        )
        % numbers
    )


def _words_for_mentor(common: Common, name: str) -> list[str]:
    sentences = []
    if common.interests:
        words = {
            "number": apnumber(len(common.interests)),
            "interests": _listed([_inside(term.name) for term in common.interests]),
        }
        text = ngettext(
            "You share an interest: %(interests)s.",
            "You share %(number)s interests: %(interests)s.",
            len(common.interests),
        )
        sentences.append(text % words)
    if common.support:
        words = {"name": name, "support": _kinds(common.support)}
        sentences.append(_("%(name)s asked for %(support)s, which you offer.") % words)
    if common.languages:
        languages = _listed([str(language) for language in common.languages])
        sentences.append(_("You both speak %(languages)s.") % {"languages": languages})
    return sentences


def _kinds(functions: Sequence[str]) -> str:
    return _listed([_inside(str(SupportFunction(function).label)) for function in functions[:_NAMED]])


def _listed(names: list[str]) -> str:
    return get_text_list(names, _("and"))


def _inside(name: str) -> str:
    """A name inside a sentence: without its capital, unless it is an abbreviation."""
    return name[:1].lower() + name[1:] if name[1:2].islower() else name
