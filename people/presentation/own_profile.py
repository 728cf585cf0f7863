"""Where somebody finds their own profile."""

from collections.abc import Collection
from dataclasses import dataclass

from django.urls import reverse
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from people.models import Enrollment, MentorParticipation
from people.queries.profile_gaps import profile_gaps
from programs.models import CycleState, WordList
from programs.queries.handbooks import has_acknowledged
from programs.queries.listed_words import offered_words
from programs.queries.programs import current_cycle


@dataclass(frozen=True, slots=True)
class YearOfMine:
    """A program in which somebody has a profile page.

    Attributes:
        name: of the program and the year.
        url: of the page.
    """

    name: str
    url: str


def mentor_pages(user: User, *, apart_from: int = 0) -> list[YearOfMine]:
    """Return the pages on which `user` says what they offer in years that are not over, the latest first.

    `apart_from` is the key of the participation whose page asks.
    """
    own = MentorParticipation.objects.filter(mentor=user, state__in=MentorParticipation.TAKING_PART)
    rows = own.exclude(cycle__state=CycleState.CLOSED).exclude(pk=apart_from).select_related("cycle__program")
    return [
        YearOfMine(str(one.cycle), reverse("people:edit-participation", kwargs={"pk": one.pk}))
        for one in rows.order_by("-cycle__term_starts_on", "pk")
    ]


def professions_in(schools: Collection[int]) -> list[str]:
    """Return the professions that the schools with these keys offer."""
    return offered_words(schools).get(WordList.PROFESSION, [])


def gaps_in_words(participation: MentorParticipation) -> str:
    """Return what mentees look for and do not find in a profile, as a sentence; empty when nothing is missing."""
    if not (gaps := profile_gaps(participation)):
        return ""
    text = ngettext(
        "%(n)s thing mentees look for is missing: %(gaps)s.",
        "%(n)s things mentees look for are missing: %(gaps)s.",
        len(gaps),
    )
    return text % {"n": len(gaps), "gaps": get_text_list([str(gap.label) for gap in gaps], _("and"))}


def profile_page(user: User) -> str:
    """Return the address of the page that has the profile of `user` and their part in a year; empty without one.

    Who mentors and learns at once has the page of the mentor, which asks for more.
    """
    if pages := mentor_pages(user):
        return pages[0].url
    enrolled = Enrollment.objects.filter(mentee=user, state__in=Enrollment.TAKING_PART)
    current = enrolled.exclude(cycle__state=CycleState.CLOSED).select_related("cycle__program")
    for enrollment in current.order_by("-cycle__term_starts_on", "pk"):
        program = enrollment.cycle.program
        # Another year, or a handbook that is to be signed again, comes first on that page.
        if current_cycle(program) == enrollment.cycle and has_acknowledged(user, program):
            return reverse("people:enroll", kwargs={"slug": program.slug})
    return ""
