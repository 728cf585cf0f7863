"""What the floors above may want to know."""

from django.dispatch import Signal

# mentorship: the Mentorship that has just ended, for whatever reason. Sent inside the transaction.
mentorship_ended = Signal()
