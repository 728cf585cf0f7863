"""Who belongs to a pair."""

from accounts.models import User
from pairs.models import Mentorship


def is_in_pair(user: User, mentorship: Mentorship) -> bool:
    """Whether `user` is one of the two, and so may open their page: nobody else does, whatever their role."""
    return user.is_active and user.pk in (mentorship.mentee_id, mentorship.mentor_id)
