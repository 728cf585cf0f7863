"""How much something that is wished for matters, in the same steps wherever a coordinator says so."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Weight(models.IntegerChoices):
    """How much a wish matters: what one person who is off counts, or a point of a round's aim in ranks."""

    NOT = 0, _("Doesn’t matter")
    SOME = 1, _("Matters some")
    LOT = 3, _("Matters a lot")
