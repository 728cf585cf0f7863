"""The surveys in which somebody is asked, for themselves."""

from datetime import datetime

from django.db.models import Exists, OuterRef, QuerySet, Subquery

from accounts.models import User
from surveys.models import AskedPerson, SurveyResponse


def asked_of(user: User, *, now: datetime) -> QuerySet[AskedPerson]:
    """Return how `user` is asked in each wave that has opened, the last to close first, without a look at any answer.

    Each row has `submitted_at`, when they handed in, and `has_begun`, whether anything of theirs is kept.
    """
    own = SurveyResponse.objects.visible_to(user).filter(wave=OuterRef("wave"))
    rows = AskedPerson.objects.filter(person=user, wave__opens_at__lte=now)
    rows = rows.annotate(submitted_at=Subquery(own.values("submitted_at")), has_begun=Exists(own))
    return rows.select_related("wave__version__survey", "wave__cycle__program__institution").order_by(
        "-wave__closes_at", "-pk"
    )
