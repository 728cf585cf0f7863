"""What people type about sessions."""

from sessions.forms.booking import (
    BookingForm,
    GroupBookingForm,
    MoveForm,
    SequenceForm,
    SuggestionAnswerForm,
    WorkshopForm,
)
from sessions.forms.guests import GuestForm, PlacesForm, RemoveGuestForm
from sessions.forms.log import ChangeRequestForm, GroupLogForm, NewGroupLogForm, NoteForm, PairLogForm

__all__ = [
    "BookingForm",
    "ChangeRequestForm",
    "GroupBookingForm",
    "GroupLogForm",
    "GuestForm",
    "MoveForm",
    "NewGroupLogForm",
    "NoteForm",
    "PairLogForm",
    "PlacesForm",
    "RemoveGuestForm",
    "SequenceForm",
    "SuggestionAnswerForm",
    "WorkshopForm",
]
