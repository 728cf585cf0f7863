"""What a session is for, as its people agree beforehand."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Focus(models.TextChoices):
    """The type of a session. Only those who take part see it: some of them say a lot about a person."""

    FIRST_MEETING = "first_meeting", _("First meeting")
    CASE = "case", _("Case discussion")
    SKILLS = "skills", _("Practicing a skill")
    SHADOWING = "shadowing", _("Shadowing")
    FEEDBACK = "feedback", _("Feedback")
    PROFESSIONS = "professions", _("Interprofessional session")
    CAREER = "career", _("Career")
    RESEARCH = "research", _("Research")
    INTERVIEW = "interview", _("Mock interview")
    CONFIDENTIAL = "confidential", _("Confidential talk")
    DIFFICULT_DAY = "difficult_day", _("A difficult day")
