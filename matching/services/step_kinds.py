"""The steps about rounds and offers, for the page of who did what and for a person's page."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from accounts.models import User
from matching.services.fixed_pairs import round_page, undo_fixing
from matching.services.offers_by_hand import undo_offer
from matching.services.reopening import offers_that_end, restore_offers, undo_more_time, undo_taking_back
from matching.services.round_aims import aims_page
from matching.services.undo_lists import undo_import
from people.services.person_steps import list_page, person_page
from people.services.withdrawals import EndsWith, register_ends_with
from programs.models import StaffStep
from programs.policies import can_coordinate
from programs.presentation.staff_steps import StepKind, register_step
from programs.services.staff_steps import undo_parts


def register_round_steps() -> None:
    """Make the steps of this app known."""
    undone = _("Undone. The round decides about the two again.")
    register_step(StepKind("pair_fixed", _("Pair fixed before a round"), round_page, undo_fixing, undone))
    register_step(StepKind("change_lost", _("Change by hand lost in a new run"), round_page))
    register_step(StepKind("left_out_of_round", _("Taken out of a round"), person_page))
    register_step(StepKind("put_back_into_round", _("Put back into a round"), person_page))
    register_step(StepKind("mentor_left_out", _("Mentor taken out of a round"), person_page))
    register_step(StepKind("mentor_put_back", _("Mentor put back into a round"), person_page))
    register_step(StepKind("together_wished", _("Wish for the same mentor added"), aims_page))
    register_step(StepKind("together_dropped", _("Wish for the same mentor removed"), aims_page))
    register_step(StepKind("pair_released", _("Fixed pair released"), round_page))
    register_step(
        StepKind("lists_reminded", _("Reminded of their lists"), list_page("mentees"), final=_("Already sent"))
    )
    back = _("Undone. Lists that the file replaced are back; what mentees have changed since stays.")
    about: dict[str, Any] = {"allowed": _coordinates, "opened_by": _coordinates, "counted": _lists}
    register_step(StepKind("lists_imported", _("Ranked lists imported"), _round_page, undo_import, back, **about))
    _register_offer_steps()


def _register_offer_steps() -> None:
    register_ends_with(EndsWith("offers", offers_that_end, restore_offers))
    old = _("Undone. The old deadline holds again, and both people of each offer will get an email.")
    again = _("Undone. The offer waits for answers again, and both people will get an email.")
    many_again = _("Undone. The offers wait for answers again, and the people concerned will get an email.")
    about: dict[str, Any] = {"allowed": _coordinates, "counted": _offers}
    one, many = person_page, list_page("offers")
    closed = _("Undone. The place is free again, and both will get an email.")
    register_step(StepKind("offer_made", _("Both asked by hand"), one, undo_offer, closed, **about))
    register_step(StepKind("offer_extended", _("More time for an offer"), one, undo_more_time, old, **about))
    register_step(StepKind("offers_extended", _("More time for offers"), many, undo_parts, old, **about))
    register_step(StepKind("offer_taken_back", _("Offer taken back"), one, undo_taking_back, again, **about))
    register_step(StepKind("offers_taken_back", _("Offers taken back"), many, undo_parts, many_again, **about))
    register_step(StepKind("offers_reminded", _("Reminded of offers"), many, final=_("Already sent"), **about))
    answered = _("Answer to an offer recorded")
    register_step(StepKind("answer_recorded", answered, _answer_page, opened_by=_coordinates, **about))


def _lists(number: int) -> str:
    return ngettext("%(n)s list", "%(n)s lists", number) % {"n": number}


def _round_page(step: StaffStep) -> str:
    return reverse("matching:show-round", kwargs={"pk": step.subject_pk})


def _offers(number: int) -> str:
    return ngettext("%(n)s offer", "%(n)s offers", number) % {"n": number}


def _answer_page(step: StaffStep) -> str:
    return reverse("matching:record-answer", kwargs={"pk": step.subject_pk})


def _coordinates(user: User, step: StaffStep) -> bool:
    return can_coordinate(user, step.program) and user.pk not in (step.person_id, step.other_id)
