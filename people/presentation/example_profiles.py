"""Two profiles that show how one may be written. Nobody wrote them about themselves, and their pages say so."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Words = str | Promise


@dataclass(frozen=True, slots=True)
class ExampleProfile:
    """What a mentor might say, field by field, and what makes it useful to read.

    Attributes:
        who: the specialty, in place of a name.
        why: what it does well.
    """

    who: Words
    headline: Words
    about: Words
    ask_me_about: Words
    working_style: Words
    wish_known: Words
    times: Words
    why: Words


EXAMPLES = (
    ExampleProfile(
        who=_("A surgeon"),
        headline=_("General surgeon who almost became a teacher"),
        about=_(
            "I operate on Mondays and Wednesdays and teach second-years on Fridays. I failed one exam and changed my "
            "mind about my specialty twice, so you needn’t know yet what you want. I’m good at plans for a year, and "
            "at reading a CV with a pencil. I know little about research."
        ),
        ask_me_about=_("The first night on call. Coming back after parental leave. How to say no to a good offer."),
        working_style=_(
            "Once a month for 45 minutes, on a walk if it’s dry. Send me three lines the evening before: what went "
            "well, what didn’t, what you’d like to decide."
        ),
        wish_known=_("That nobody remembers my worst week but me."),
        times=_("Tue and Thu evenings"),
        why=_(
            "It says what she can’t help with, so nobody has to find out in March. A mentee knows what a meeting will "
            "be like before the first one."
        ),
    ),
    ExampleProfile(
        who=_("A public health physician"),
        headline=_("Epidemiologist between a district office and a data set"),
        about=_(
            "I left the ward after six years because I kept asking why the same people came back. My days are numbers "
            "in the morning and meetings with mayors in the afternoon. I grew up as the first in my family to go to "
            "college, and I remember what nobody explained to me."
        ),
        ask_me_about=_("A first paper. Leaving clinical work, and missing it. Scholarships. Cooking for twelve."),
        working_style=_(
            "By video, camera optional. I listen first and ask a lot. You’ll leave with one thing to try, and I’ll "
            "ask about it next time."
        ),
        wish_known=_("That writing to someone I admired would work more often than not."),
        times=_("Mon to Fri mornings"),
        why=_(
            "The prompts are answered with things to talk about, not with achievements. Someone shy finds a first "
            "question in it."
        ),
    ),
)
