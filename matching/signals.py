"""What the floors above may want to know."""

from django.dispatch import Signal

# mentorship: the Mentorship that has just ended, for whatever reason; now: the instant. Sent inside the transaction.
mentorship_ended = Signal()
