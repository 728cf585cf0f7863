"""Who does not want to be asked to mentor again."""

from django.db.models import Exists, OuterRef, QuerySet

from accounts.models import User
from people.models import MentoringOptOut
from programs.models import Institution


def mentor_has_opted_out() -> Exists:
    """Whether the mentor of a participation has asked its school not to be invited again; to filter by or annotate."""
    theirs = MentoringOptOut.objects.filter(user=OuterRef("mentor"))
    return Exists(theirs.filter(institution=OuterRef("cycle__program__institution")))


def has_opted_out(user: User, institution: Institution) -> bool:
    """Whether `user` has asked the school not to be invited to mentor again."""
    return MentoringOptOut.objects.filter(user=user, institution=institution).exists()


def people_who_opted_out(institution: Institution) -> QuerySet[User]:
    """Those who have asked the school not to be invited to mentor again."""
    return User.objects.filter(mentoring_opt_outs__institution=institution)
