"""Confidential ratings with a threshold, and named words between two people."""

from feedback.models.confidential import DEFAULT_THRESHOLD, ConfidentialFeedback
from feedback.models.developmental import DevelopmentalFeedback, DevelopmentalFeedbackQuerySet
from feedback.models.releases import ItemMean, RatingRelease

__all__ = [
    "DEFAULT_THRESHOLD",
    "ConfidentialFeedback",
    "DevelopmentalFeedback",
    "DevelopmentalFeedbackQuerySet",
    "ItemMean",
    "RatingRelease",
]
