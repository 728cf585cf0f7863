"""What people type about sessions."""

from sessions.forms.booking import BookingForm, GroupBookingForm, MoveForm, SeenForm, SuggestionAnswerForm, WorkshopForm
from sessions.forms.guests import GuestForm, PlacesForm, TakeOffForm
from sessions.forms.log import DifferenceForm, GroupLogForm, NoteForm, PairLogForm

__all__ = [
    "BookingForm",
    "DifferenceForm",
    "GroupBookingForm",
    "GroupLogForm",
    "GuestForm",
    "MoveForm",
    "NoteForm",
    "PairLogForm",
    "PlacesForm",
    "SeenForm",
    "SuggestionAnswerForm",
    "TakeOffForm",
    "WorkshopForm",
]
