from datetime import UTC, datetime

import factory
from factory.django import DjangoModelFactory

from feedback.models import ConfidentialFeedback, DevelopmentalFeedback
from tests.factories.pairs import MentorshipFactory


class ConfidentialFeedbackFactory(DjangoModelFactory[ConfidentialFeedback]):
    """A mentee who agreed with everything."""

    class Meta:
        model = ConfidentialFeedback

    mentorship = factory.SubFactory(MentorshipFactory)
    participation = factory.SelfAttribute("mentorship.participation")
    trustworthy = approachable = enthusiastic = adapts = without_judging = 4
    sent_at = datetime(2027, 6, 10, 12, tzinfo=UTC)


class DevelopmentalFeedbackFactory(DjangoModelFactory[DevelopmentalFeedback]):
    """What a mentee wrote to a mentor."""

    class Meta:
        model = DevelopmentalFeedback

    mentorship = factory.SubFactory(MentorshipFactory)
    writer = factory.SelfAttribute("mentorship.mentee")
    recipient = factory.SelfAttribute("mentorship.mentor")
    observation = "You asked before you advised."
    effect = "I found my own answer."
    suggestion = "Do it more."
    sent_at = opened_at = datetime(2027, 6, 10, 12, tzinfo=UTC)
