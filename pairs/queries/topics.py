"""What two people want to talk about."""

from pairs.models import Mentorship, Topic


def open_topics(pair: Mentorship) -> list[Topic]:
    """Return what the two have not talked about yet, in the order in which it was added."""
    return list(Topic.objects.filter(mentorship=pair, talked_at=None))
