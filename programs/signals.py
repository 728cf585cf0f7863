"""What the floors above may want to know."""

from django.dispatch import Signal

# enrollment: the Enrollment with which a mentee has just begun to take part; now: the instant.
# Sent inside the transaction.
enrollment_completed = Signal()
# cycle: the Cycle into which people have just been imported; now: the instant. Sent inside the transaction.
people_imported = Signal()
# enrollment: the Enrollment that its mentee has just left; now: the instant. Sent inside the transaction.
enrollment_withdrawn = Signal()
# participation: the MentorParticipation that is paused, resumed or ended from now on; now: the instant.
# Sent inside the transaction.
participation_changed = Signal()
# participation: the MentorParticipation whose mentor has just planned, changed or dropped a leave; now: the instant.
# Sent inside the transaction.
leave_changed = Signal()
# cycle: the Cycle that has just closed for good; now: the instant. Sent inside the transaction.
cycle_closed = Signal()
