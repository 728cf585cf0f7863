"""What is known of people by which groups are formed, and a mentor's mentees told apart."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Attribute(models.TextChoices):
    """What is known of people that groups can be formed by, or mentees told apart."""

    YEAR = "year", _("Year or group")
    PROFESSION = "profession", _("Profession")
    CAMPUS = "campus", _("School or site")
    TIME_ZONE = "time_zone", _("Time zone")
    LANGUAGES = "languages", _("Languages")
    INTERESTS = "interests", _("Interests")
    TIMES = "times", _("Times to meet")


# Of which a person has one value at most: by these a mentor's mentees can be told apart.
SINGLE = (Attribute.YEAR, Attribute.PROFESSION, Attribute.CAMPUS)
