"""Not being asked to mentor again, and taking it back."""

from datetime import datetime

from django.db import transaction

from accounts.models import User
from people.models import MentoringOptOut
from programs.models import Institution


@transaction.atomic
def opt_out_of_mentoring(user: User, *, institution: Institution, now: datetime) -> None:
    """Keep that the school does not invite `user` to mentor again. A second time changes nothing."""
    MentoringOptOut.objects.get_or_create(user=user, institution=institution, defaults={"since": now})


@transaction.atomic
def allow_invitations(user: User, *, institution: Institution) -> None:
    """Let the school invite `user` to mentor again."""
    MentoringOptOut.objects.filter(user=user, institution=institution).delete()
