"""Confidential answers with a threshold, and named words between two people."""

from feedback.models.between import BetweenTwo, Two
from feedback.models.confidential import CompletionToken, ConfidentialAnswer, ConfidentialComment
from feedback.models.developmental import DevelopmentalFeedback, DevelopmentalFeedbackQuerySet
from feedback.models.follow_ups import ASKED_AFTER, ASKED_FOR, FollowUp
from feedback.models.releases import RatingRelease
from feedback.models.requests import FeedbackRequest

__all__ = [
    "ASKED_AFTER",
    "ASKED_FOR",
    "BetweenTwo",
    "CompletionToken",
    "ConfidentialAnswer",
    "ConfidentialComment",
    "DevelopmentalFeedback",
    "DevelopmentalFeedbackQuerySet",
    "FeedbackRequest",
    "FollowUp",
    "RatingRelease",
    "Two",
]
