"""The colors and the logo of a school."""

from datetime import datetime
from hashlib import sha256

from django.db import transaction
from django.utils.translation import gettext as _

from core.images import pictures_within
from core.revisions import refuse_stale, stored_fields
from programs.errors import UnreadableColor
from programs.models import Institution, SchoolLogo
from programs.presentation.brands import DARK, LIGHT, reads_well

MAX_BYTES = 5_000_000
COLORS = ("accent", "accent_dark")
_NO_LOGO = {"logo_key": "", "logo_width": 0, "logo_height": 0}


@transaction.atomic
def set_colors(school: Institution, *, accent: str, accent_dark: str, began_from: str = "") -> Institution:
    """Give a school colors of its own, or with empty ones those of the site.

    Args:
        school: which.
        accent: on light pages and on paper, as `core.colors.read_color` gives it.
        accent_dark: on dark pages.
        began_from: the revision that the form carried.

    Raises:
        EditedMeanwhile: somebody has saved other colors since the form was opened.
        UnreadableColor: one of them has too little contrast.
    """
    school = Institution.objects.select_for_update(no_key=True).get(pk=school.pk)
    wanted = {"accent": accent, "accent_dark": accent_dark}
    refuse_stale(began_from, stored=stored_fields(school, COLORS), wanted=wanted)
    for (field, color), scheme in zip(wanted.items(), (LIGHT, DARK), strict=True):
        if color and not reads_well(color, scheme):
            raise UnreadableColor(_("Words in this color are too hard to read. Choose another."), field=field)
    school.accent, school.accent_dark = accent, accent_dark
    school.save(update_fields=COLORS)
    return school


@transaction.atomic
def keep_logo(school: Institution, *, content: bytes, now: datetime) -> None:
    """Give a school a logo in place of the one before, which no address leads to any more.

    Args:
        school: which.
        content: the uploaded file.
        now: the instant.

    Raises:
        UnusablePicture: the file is no picture, is broken, or too large.
    """
    large, small = pictures_within(content, boxes=(SchoolLogo.LARGE, SchoolLogo.SMALL), most=MAX_BYTES)
    # Two schools may have one logo; each has an address of its own.
    key = sha256(f"{school.pk}:{large.sha256}".encode()).hexdigest()[:32]
    SchoolLogo.objects.update_or_create(
        school=school, defaults={"key": key, "small": small.content, "large": large.content, "added_at": now}
    )
    Institution.objects.filter(pk=school.pk).update(logo_key=key, logo_width=small.width, logo_height=small.height)


@transaction.atomic
def remove_logo(school: Institution) -> None:
    """Show the name alone. A second time changes nothing."""
    SchoolLogo.objects.filter(school=school).delete()
    Institution.objects.filter(pk=school.pk).update(**_NO_LOGO)
