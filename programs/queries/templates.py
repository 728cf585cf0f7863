"""Templates that a school can begin a program with: those that come with the software, and its own."""

from core.numbers import read_number
from programs.models import Institution, SavedTemplate

_SAVED = "saved-"


def saved_templates(institution: Institution) -> list[SavedTemplate]:
    """Return the school's own templates, by name."""
    return list(institution.templates.all())


def saved_template(institution: Institution, key: str) -> SavedTemplate | None:
    """Return the school's own template of this key, as `key_of` gives it; None where there is none."""
    number = read_number(key.removeprefix(_SAVED)) if key.startswith(_SAVED) else None
    return None if number is None else institution.templates.filter(pk=number).first()


def key_of(template: SavedTemplate) -> str:
    """How addresses name a template of the school."""
    return f"{_SAVED}{template.pk}"
