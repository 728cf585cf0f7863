"""What waits for somebody in their pairs, of which they alone may know."""

from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.models import User
from core.prepared import prepared
from pairs.models import CheckIn, Mentorship, Signature
from pairs.queries.agreements import agreement_number
from programs.models import CycleState, Program


def own_pairs(user: User, *, closed: int | None = None) -> list[Mentorship]:
    """Return the pairs of `user` in years that go on, with what they have and have not done there. One query.

    `closed`: a cycle whose pairs are among them even when it is closed.

    Each carries `agreement_number`; `to_sign`, whether its agreement waits for their signature (where one is only
    offered, nobody is asked to begin it); and `answered_day_45` and `answered_mid_year`, whether they answered.
    """
    return _pairs(user, closed or 0)


@prepared
def _pairs(user: User, closed: int) -> QuerySet[Mentorship]:
    signed = Signature.objects.in_force().filter(version__agreement__mentorship=OuterRef("pk"), person=user)
    wanted = Q(agreement__isnull=False) | Q(state=Mentorship.State.PROPOSED)
    offered = ~Q(cycle__program__agreement_rule=Program.AgreementRule.OFF)
    rows = Mentorship.objects.of(user).filter(~Q(cycle__state=CycleState.CLOSED) | Q(cycle=closed))
    return (
        rows.annotate(
            agreement_number=agreement_number(), to_sign=Q(~Exists(signed), wanted, offered), **answered_by(user)
        )
        .select_related("cycle__program__institution", "mentee", "mentor", "participation")
        .order_by("pk")
    )


def answered_by(user: User) -> dict[str, Exists]:
    """From a pair to whether `user` has answered each check-in, by the names that `own_pairs` gives them."""
    own = CheckIn.objects.filter(mentorship=OuterRef("pk"), person=user)
    return {f"answered_{kind}": Exists(own.filter(kind=kind)) for kind in CheckIn.Kind.values}
