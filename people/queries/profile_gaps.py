"""What a mentor’s profile lacks: the one rule behind the hint on the page, readiness, and counts of full profiles."""

from django.db import models
from django.db.models import BooleanField, Case, Exists, OuterRef, Q, Value, When
from django.utils.translation import gettext_lazy as _

from people.models import MentorParticipation, PersonalInterest, SupportOffer


class Gap(models.TextChoices):
    """What mentees look for in a profile, in the words that follow “missing:”."""

    PHOTO = "photo", _("a photo")
    ABOUT = "about", _("a few words about you")
    ASK_ME_ABOUT = "ask_me_about", _("what to ask you about")
    WORKING_STYLE = "working_style", _("how you like to work")
    WISH_KNOWN = "wish_known", _("what you wish you’d known")
    INTERESTS = "interests", _("your interests")
    SUPPORT = "support", _("the support you offer")
    TIMES = "times", _("your usual times")


# Without these nobody could tell what a mentor is there for: they are asked of every mentor. The rest is welcome.
NEEDED = frozenset({Gap.INTERESTS, Gap.SUPPORT})


def _conditions() -> dict[Gap, Q]:
    """When each is missing, for rows of `MentorParticipation`."""
    offers = SupportOffer.objects.filter(participation=OuterRef("pk"))
    of_school = {"term__institution": OuterRef("cycle__program__institution")}
    interests = PersonalInterest.objects.filter(user=OuterRef("mentor"), **of_school)
    return {
        Gap.PHOTO: Q(mentor__photo_key=""),
        Gap.ABOUT: Q(mentor__about=""),
        Gap.ASK_ME_ABOUT: Q(mentor__ask_me_about=""),
        Gap.WORKING_STYLE: Q(mentor__working_style=""),
        Gap.WISH_KNOWN: Q(mentor__wish_known=""),
        Gap.INTERESTS: ~Q(Exists(interests)),
        Gap.SUPPORT: ~Q(Exists(offers)),
        Gap.TIMES: Q(meeting_times=[], usual_times=""),
    }


def profile_gaps(participation: MentorParticipation) -> list[Gap]:
    """Return what the profile of a mentor lacks in a year, in the order in which it is worth filling in. One query.

    Those in `NEEDED` keep a mentor from being ready; without any of them the profile counts as complete
    (`profile_complete`). A photo stays everybody’s own choice, so no count asks for it.
    """
    flags = {
        f"lacks_{gap}": Case(When(missing, then=Value(True)), default=Value(False), output_field=BooleanField())
        for gap, missing in _conditions().items()
    }
    row = MentorParticipation.objects.annotate(**flags).values(*flags).get(pk=participation.pk)
    return [gap for gap in Gap if row[f"lacks_{gap}"]]


def profile_complete() -> Q:
    """Those participations whose profile lacks nothing of what is `NEEDED`."""
    conditions, found = _conditions(), Q()
    for gap in sorted(NEEDED):
        found &= ~conditions[gap]
    return found


def is_complete(participation: MentorParticipation) -> bool:
    """Whether `profile_complete` holds for one."""
    return MentorParticipation.objects.filter(profile_complete(), pk=participation.pk).exists()
