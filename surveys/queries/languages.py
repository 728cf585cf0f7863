"""In which language somebody reads a survey."""

from django.utils.translation import get_language

from accounts.models import User
from surveys.models.content import Content


def languages_for(user: User, content: Content, *, chosen: str = "") -> list[str]:
    """Return the languages of the survey in the order in which `user` reads them: the chosen one, the page's, theirs.

    A survey in one language asks nobody.
    """
    there = content["languages"]
    if len(there) == 1:
        return there
    spoken = user.languages.values_list("code", flat=True)
    wanted = [chosen, (get_language() or "").split("-")[0], *spoken, *there]
    return list(dict.fromkeys(each for each in wanted if each in there))
