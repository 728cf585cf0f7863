"""The steps about people, for the person's page and for the page of who did what."""

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from people.services.mentor_steps import undo_end_of_mentoring, undo_leave
from people.services.merging import undo_merge
from people.services.oversight import undo_oversight
from people.services.person_steps import list_page, people_page, person_page
from people.services.persons import undo_correction, undo_removal
from people.services.volunteers import undo_declining, undo_invitation
from people.services.withdrawals import undo_withdrawal
from programs.models import StaffStep
from programs.presentation.staff_steps import StepKind, register_step
from programs.services.staff_steps import undo_parts


def _ask_again(_step: StaffStep, _by: User, _now: datetime) -> None:
    """A step that was undone counts no more: the page asks again by itself."""


def _message_page(step: StaffStep) -> str:
    return reverse("people:show-message", args=[step.program.slug, step.subject.partition(":")[2]])


def _interested_page(step: StaffStep) -> str:
    return reverse("people:show-list", args=[step.program.slug, "interested"])


def register_person_steps() -> None:
    """Make the steps of this app known. Some have a step of their own that leads back, or none can."""
    put_back = _("Undone: everything is as it was. If the address changed, both addresses get an email.")
    register_step(StepKind("person_corrected", _("Details corrected"), person_page, undo_correction, put_back))
    overseen = _("Undone: places, training and department are as they were.")
    register_step(StepKind("mentor_overseen", _("Places or training changed"), person_page, undo_oversight, overseen))
    back = _("Undone. They take part again, with the pairs and offers that ended, and will get an email.")
    register_step(StepKind("mentee_withdrawn", _("Withdrawn"), person_page, undo_withdrawal, back))
    register_step(StepKind("mentees_withdrawn", _("Mentees withdrawn"), list_page("mentees"), undo_parts, back))
    sent = _("Already sent")
    register_step(StepKind("invited_again", _("Invited again"), list_page("invitations"), final=sent))
    register_step(StepKind("handbook_reminded", _("Reminded of the handbook"), list_page("mentees"), final=sent))
    register_step(StepKind("training_reminded", _("Reminded of the training"), list_page("mentors"), final=sent))
    register_step(StepKind("mentors_thanked", _("Mentors thanked"), list_page("mentors"), final=sent))
    register_step(StepKind("mentors_invited_on", _("Invited to the next year"), list_page("mentors"), final=sent))
    register_step(StepKind("people_written_to", _("Message to a list"), _message_page, final=sent))
    register_step(StepKind("mentee_readmitted", _("Taken back"), person_page))
    register_step(StepKind("mentor_readmitted", _("Taken back as a mentor"), person_page))
    apart = _("Undone. They’re two records again, each with what it had.")
    register_step(StepKind("people_merged", _("Two records merged"), person_page, undo_merge, apart))
    days = _("Undone: the leave is as it was. They and their mentees will get an email.")
    register_step(StepKind("mentor_on_leave", _("Put on leave"), person_page, undo_leave, days))
    register_step(StepKind("mentor_back", _("Leave ended"), person_page, undo_leave, days))
    again = _("Undone. They mentor again, with the pairs and offers that ended, and will get an email.")
    left = _("Withdrawn as a mentor")
    register_step(StepKind("mentoring_ended", left, person_page, undo_end_of_mentoring, again))
    register_step(StepKind("mentors_withdrawn", _("Mentors withdrawn"), list_page("mentors"), undo_parts, again))
    register_step(StepKind("mentors_trained", _("Training noted"), list_page("mentors"), undo_parts, overseen))
    register_step(StepKind("told_apart", _("Found to be two people"), person_page, _ask_again, _("Undone.")))
    waits = _("Undone. They’re waiting for an answer again.")
    register_step(StepKind("volunteer_invited", _("Invited after an offer"), _interested_page, undo_invitation, waits))
    register_step(StepKind("volunteers_invited", _("Invited after offers"), _interested_page, undo_parts, waits))
    register_step(StepKind("volunteer_declined", _("Offer declined"), _interested_page, undo_declining, waits))
    register_step(StepKind("volunteers_declined", _("Offers declined"), _interested_page, undo_parts, waits))
    there = _("Undone. They’re in the year again, as they were.")
    register_step(StepKind("record_removed", _("Removed from a year"), people_page, undo_removal, there))
