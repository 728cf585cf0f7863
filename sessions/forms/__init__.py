"""What people type about sessions."""

from sessions.forms.booking import (
    BookingForm,
    GroupBookingForm,
    MoveForm,
    SequenceForm,
    StepNoteForm,
    SuggestionAnswerForm,
    WorkshopForm,
)
from sessions.forms.calendars import ShownForm
from sessions.forms.focus import FocusForm
from sessions.forms.guests import GuestForm, LeadForm, PlacesForm, RemoveGuestForm, SessionMessageForm
from sessions.forms.log import (
    ChangeRequestForm,
    DeleteNoteForm,
    GroupLogForm,
    NewGroupLogForm,
    NoteForm,
    PairLogForm,
)
from sessions.forms.office_hours import DayHoursForm, OwnCalendarForm, SlotForm, TermsForm, WeeklyHoursForm
from sessions.forms.polls import PollAnswerForm, PollForm

__all__ = [
    "BookingForm",
    "ChangeRequestForm",
    "DayHoursForm",
    "DeleteNoteForm",
    "FocusForm",
    "GroupBookingForm",
    "GroupLogForm",
    "GuestForm",
    "LeadForm",
    "MoveForm",
    "NewGroupLogForm",
    "NoteForm",
    "OwnCalendarForm",
    "PairLogForm",
    "PlacesForm",
    "PollAnswerForm",
    "PollForm",
    "RemoveGuestForm",
    "SequenceForm",
    "SessionMessageForm",
    "ShownForm",
    "SlotForm",
    "StepNoteForm",
    "SuggestionAnswerForm",
    "TermsForm",
    "WeeklyHoursForm",
    "WorkshopForm",
]
