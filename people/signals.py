"""What the floors above may want to know. Each is sent inside the transaction, with `now`, the instant."""

from django.dispatch import Signal

# enrollment: the Enrollment with which a mentee has just begun to take part.
enrollment_completed = Signal()
# cycle: the Cycle into which people have just been imported.
people_imported = Signal()
# enrollment: the Enrollment that has just ended; by: its mentee, or who runs the program.
enrollment_withdrawn = Signal()
# participation: the MentorParticipation that is paused, resumed or ended from now on.
participation_changed = Signal()
# participation: the MentorParticipation whose mentor has just planned, changed or dropped a leave.
leave_changed = Signal()
# school: the Institution that writes a word for people otherwise from now on; kind: the WordList; before, after: the
# word as it was and as it is. Sent without `now`: nobody is told.
word_replaced = Signal()
