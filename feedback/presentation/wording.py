"""Help with wording: the same thing said so that nobody can use it, and so that somebody can."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Example:
    """One thing said twice.

    Attributes:
        poor: so that it stings or pleases, and changes nothing.
        why: what is missing.
        observation, effect, suggestion: so that the other can do something with it.
    """

    poor: Promise
    why: Promise
    observation: Promise
    effect: Promise
    suggestion: Promise


EXAMPLES = (
    Example(
        poor=_("“You never have time for me.”"),
        why=_("A verdict about a person, and “never” is easy to disprove."),
        observation=_("“In our last two sessions you took a call, and we had ten minutes left.”"),
        effect=_("“I kept back my real question, because it needed more than that.”"),
        suggestion=_("“Could we put the phones away for the first half hour?”"),
    ),
    Example(
        poor=_("“Great presentation, well done.”"),
        why=_("Kind, but nobody knows what to do again."),
        observation=_("“You began with the patient’s own words, and only then gave the numbers.”"),
        effect=_("“Everyone looked up, and I remembered the case a week later.”"),
        suggestion=_("“Keep that beginning, and cut the second table.”"),
    ),
    Example(
        poor=_("“You should be more confident.”"),
        why=_("It names a trait, and there’s nothing to try tomorrow."),
        observation=_("“When the consultant asked for your plan, you said ‘maybe’ three times.”"),
        effect=_("“She made the decision, though your plan was the right one.”"),
        suggestion=_("“Say the plan first and the doubt after it. We can practice one on Thursday.”"),
    ),
)
