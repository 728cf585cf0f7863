"""The five confidential items in words: a statement to agree with, and a short name for tables."""

from django.utils.translation import gettext_lazy as _

STATEMENTS = {
    "trustworthy": _("I could trust my mentor with what I said."),
    "approachable": _("My mentor was easy to approach."),
    "enthusiastic": _("My mentor put their heart into our work together."),
    "adapts": _("My mentor changed their way of working when I asked."),
    "without_judging": _("My mentor gave advice without judging me."),
}
SHORT_NAMES = {
    "trustworthy": _("Could be trusted with what was said"),
    "approachable": _("Easy to approach"),
    "enthusiastic": _("Put their heart into the work"),
    "adapts": _("Changed their way of working when asked"),
    "without_judging": _("Advised without judging"),
}
SCALE = (
    (1, _("Strongly disagree")),
    (2, _("Disagree")),
    (3, _("Neither")),
    (4, _("Agree")),
    (5, _("Strongly agree")),
)
