"""Makes the lists of this app known, with what can be done with their rows."""

from core.lists.definition import Part
from core.lists.registry import extend_list, register_list
from people.presentation.lists.invitations import INVITATIONS
from people.presentation.lists.mentees import MENTEES, PEERS
from people.presentation.lists.mentors import MENTORS
from people.presentation.lists.volunteers import VOLUNTEERS
from people.views.listing.actions import INVITE_AGAIN, INVITE_PEOPLE_AGAIN, REMIND_OF_HANDBOOK, WITHDRAW
from people.views.listing.long_actions import register_actions_of_lists
from people.views.listing.mentor_actions import NOTE_TRAINING, REMIND_OF_TRAINING, WITHDRAW_MENTORS
from people.views.listing.renewal_actions import INVITE_ON, THANK
from people.views.listing.volunteer_actions import DECLINE_VOLUNTEERS, INVITE_VOLUNTEERS


def register_lists() -> None:
    """Called once the models are there; apps above add their columns afterwards."""
    for definition in (PEERS, MENTEES, MENTORS, INVITATIONS, VOLUNTEERS):
        register_list(definition)
    for name in ("peers", "mentees"):
        extend_list(name, Part(actions=(INVITE_AGAIN, REMIND_OF_HANDBOOK, WITHDRAW)))
    reminding = (INVITE_AGAIN, REMIND_OF_HANDBOOK, REMIND_OF_TRAINING)
    extend_list("mentors", Part(actions=(*reminding, NOTE_TRAINING, WITHDRAW_MENTORS, THANK, INVITE_ON)))
    extend_list("invitations", Part(actions=(INVITE_PEOPLE_AGAIN,)))
    extend_list("interested", Part(actions=(INVITE_VOLUNTEERS, DECLINE_VOLUNTEERS)))
    register_actions_of_lists()
