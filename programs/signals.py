"""What the floors above may want to know."""

from django.dispatch import Signal

# enrollment: the Enrollment with which a mentee has just begun to take part; now: the instant.
# Sent inside the transaction.
enrollment_completed = Signal()
# cycle: the Cycle into which people have just been imported; now: the instant. Sent inside the transaction.
people_imported = Signal()
# enrollment: the Enrollment that its mentee has just left; now: the instant. Sent inside the transaction.
enrollment_withdrawn = Signal()
# participation: the MentorParticipation that its mentor has just paused, resumed or ended; now: the instant.
# Sent inside the transaction.
participation_changed = Signal()
