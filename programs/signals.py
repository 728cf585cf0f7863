"""What the floors above may want to know. Each is sent inside the transaction."""

from django.dispatch import Signal

# cycle: the Cycle that now takes people in; now: the instant.
enrolling_opened = Signal()
# cycle: the Cycle that has just closed for good; now: the instant.
cycle_closed = Signal()
# version: the HandbookVersion that `user` has just acknowledged; now: the instant.
handbook_acknowledged = Signal()
# program: the Program whose rule about mentors who are not ready was just saved; now: the instant.
readiness_rule_changed = Signal()
