from datetime import UTC, datetime

import factory
from factory.django import DjangoModelFactory

from feedback.models import ConfidentialAnswer, ConfidentialComment, DevelopmentalFeedback, FeedbackRequest
from tests.factories.pairs import MentorshipFactory
from tests.factories.people import MentorParticipationFactory


class ConfidentialAnswerFactory(DjangoModelFactory[ConfidentialAnswer]):
    """Somebody who neither agreed nor disagreed."""

    class Meta:
        model = ConfidentialAnswer

    participation = factory.SubFactory(MentorParticipationFactory)
    given = "33333"


class ConfidentialCommentFactory(DjangoModelFactory[ConfidentialComment]):
    """What somebody added in their own words."""

    class Meta:
        model = ConfidentialComment

    participation = factory.SubFactory(MentorParticipationFactory)
    words = "You asked before you advised."


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
    occasion = DevelopmentalFeedback.Occasion.YEAR_END
    sent_at = opened_at = datetime(2027, 6, 10, 12, tzinfo=UTC)


class FeedbackRequestFactory(DjangoModelFactory[FeedbackRequest]):
    """What a mentee asks a mentor."""

    class Meta:
        model = FeedbackRequest

    mentorship = factory.SubFactory(MentorshipFactory)
    asker = factory.SelfAttribute("mentorship.mentee")
    asked = factory.SelfAttribute("mentorship.mentor")
    about = "Could you tell me how I explained the case?"
    asked_at = datetime(2027, 6, 10, 12, tzinfo=UTC)
