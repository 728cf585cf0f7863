"""Confidential answers with a threshold, and named words between two people."""

from feedback.models.confidential import CompletionToken, ConfidentialAnswer, ConfidentialComment
from feedback.models.developmental import DevelopmentalFeedback, DevelopmentalFeedbackQuerySet
from feedback.models.releases import RatingRelease

__all__ = [
    "CompletionToken",
    "ConfidentialAnswer",
    "ConfidentialComment",
    "DevelopmentalFeedback",
    "DevelopmentalFeedbackQuerySet",
    "RatingRelease",
]
