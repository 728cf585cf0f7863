"""What the floors above may want to know. Each is sent inside the transaction, with `now`, the instant."""

from django.dispatch import Signal

# mentorship: the Mentorship that has just ended or been completed.
mentorship_ended = Signal()
# group: the MentoringGroup of peers from which users, a list of keys, have just parted; with the last the group ends.
peers_parted = Signal()
# enrollment, participation: of a mentee who would rather not be paired with the mentor, from now on.
mentor_avoided = Signal()
# enrollment, participation: of a mentee who takes the mentor off their lists, because a conflict rules the pair out.
mentor_ruled_out = Signal()
