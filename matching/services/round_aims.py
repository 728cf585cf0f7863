"""What a round aims for beyond single pairs: said while lists are taken, frozen with the round's input.

One method looks at it, Balanced: see `matching.engine.model.aims`.
"""

from datetime import datetime

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from core.errors import WrongState
from core.revisions import refuse_stale, stored_fields
from matching.engine.model.aims import MAX_WISHES
from matching.models import Attribute, MatchRound, Strategy, TogetherWish, Weight
from matching.queries.eligibility import unpaired_mentees
from matching.services.locks import lock_round
from matching.services.round_steps import keep_step
from pairs.errors import OwnPair
from people.models import Enrollment
from programs.models import StaffStep

AIMS = ("even_weight", "spread_by", "spread_weight", "together_weight")
INHERITED = ("even_weight", "spread_by", "spread_weight")  # by a supplementary round: wishes are of their own round


@transaction.atomic
def set_aims(
    match_round: MatchRound,
    *,
    even_weight: int = Weight.NOT,
    spread_by: str = "",
    spread_weight: int = Weight.NOT,
    together_weight: int = Weight.NOT,
    began_from: str = "",
) -> MatchRound:
    """Say what the round aims for. `began_from` is the revision that the form carried.

    Args:
        match_round: a draft, or open.
        even_weight: how much even loads matter, a `Weight`.
        spread_by: how a mentor's mentees are to differ: one of `SINGLE`, or empty.
        spread_weight: how much that matters; one of the two without the other means that it doesn't.
        together_weight: how much the wishes of mentees matter who want the same mentor.
        began_from: the revision that the form carried.

    Raises:
        EditedMeanwhile: somebody has saved other aims since the form was opened.
        WrongState: as `check_aims_editable`.
    """
    match_round = lock_round(match_round)
    check_aims_editable(match_round)
    differ = bool(spread_by and spread_weight)
    wanted: dict[str, int | str] = {
        "even_weight": Weight(even_weight).value,
        "spread_by": Attribute(spread_by).value if differ else "",
        "spread_weight": Weight(spread_weight if differ else Weight.NOT).value,
        "together_weight": Weight(together_weight).value,
    }
    refuse_stale(began_from, stored=stored_fields(match_round, wanted), wanted=wanted)
    for name, value in wanted.items():
        setattr(match_round, name, value)
    match_round.save(update_fields=list(wanted))
    return match_round


@transaction.atomic
def wish_together(
    match_round: MatchRound, *, one: Enrollment, other: Enrollment, by: User, now: datetime
) -> TogetherWish:
    """Write down that two mentees want the same mentor; the first wish of a round lets wishes matter some.

    Wishing it again changes nothing.

    Args:
        match_round: a draft, or open.
        one: of a mentee of its year who looks for a mentor.
        other: of another one.
        by: who coordinates the program and is neither of the two.
        now: the instant.

    Raises:
        WrongState: as `check_aims_editable`; or it is one person, somebody else's round, or there are too many wishes.
        OwnPair: `by` is one of the two.
    """
    match_round = lock_round(match_round)
    check_aims_editable(match_round)
    if by.pk in (one.mentee_id, other.mentee_id):
        raise OwnPair
    if one.pk == other.pk:
        raise WrongState(_("Choose two different mentees."))
    if unpaired_mentees(match_round.cycle).filter(pk__in=(one.pk, other.pk)).count() < len((one, other)):
        raise WrongState(_("Both have to be mentees of this round who look for a mentor."))
    first, second = sorted((one, other), key=lambda enrollment: enrollment.pk)
    known = match_round.together_wishes.filter(one=first, other=second).first()
    if known:
        return known
    if match_round.together_wishes.count() >= MAX_WISHES:
        raise WrongState(_("That’s as many wishes as a round can take. Remove one first."))
    wish = TogetherWish.objects.create(round=match_round, one=first, other=second)
    if not match_round.together_weight:
        match_round.together_weight = Weight.SOME
        match_round.save(update_fields=["together_weight"])
    keep_step(match_round, "together_wished", first.mentee, other=second.mentee, by=by, now=now)
    return wish


@transaction.atomic
def drop_wish(wish: TogetherWish, *, by: User, now: datetime) -> None:
    """Forget that the two want the same mentor. Dropping it again changes nothing.

    Raises:
        WrongState: as `check_aims_editable`.
    """
    match_round = lock_round(wish.round)
    check_aims_editable(match_round)
    if match_round.together_wishes.filter(pk=wish.pk).exists():
        keep_step(match_round, "together_dropped", wish.one.mentee, other=wish.other.mentee, by=by, now=now)
        match_round.together_wishes.filter(pk=wish.pk).delete()


def aims_page(step: StaffStep) -> str:
    """The page on which wishes are written down."""
    return reverse("matching:set-aims", kwargs={"pk": step.subject_pk})


def can_change_aims(match_round: MatchRound) -> bool:
    """Whether `set_aims` would take other aims now."""
    try:
        check_aims_editable(match_round)
    except WrongState:
        return False
    return True


def check_aims_editable(match_round: MatchRound) -> None:
    """Refuse what `set_aims` cannot change; a page asks before it shows the form.

    Raises:
        WrongState: lists are closed, the round cannot end in Balanced, or its mentees rank on the word that it does.
    """
    if Strategy.BALANCED not in match_round.possible_strategies:
        raise WrongState(_("Only “Balanced” looks at aims, and this round can’t be published with it."))
    if match_round.state not in MatchRound.LISTS_CHANGE:
        raise WrongState(_("Lists are closed, so what the round aims for can’t be changed."))
    if match_round.announced_method and match_round.state == MatchRound.State.OPEN:
        raise WrongState(_("Ranking is open, so what mentees were told about the method can’t be changed."))
