"""The colors of a school, on light and on dark pages, and its stylesheet.

A school chooses one color for each scheme. What goes with it (a stronger shade, a tint for grounds) follows from it, so
that everything drawn with it reads as well as with the colors of the site.
"""

import hashlib
from dataclasses import dataclass
from functools import lru_cache

from core.colors import TEXT_CONTRAST, from_oklch, least_contrast, nearest_readable, oklch

# The accent of the site, as in `static/css/tokens.css`.
PETROL = "#0a4f58"


@dataclass(frozen=True, slots=True)
class Scheme:
    """Light or dark pages.

    Attributes:
        name: of the scheme, for the media query and for pages.
        grounds: paper, sheet, sunk and the wash of what needs attention, as in `static/css/tokens.css`.
        ink: the color of text.
        on_accent: the color of words on the accent.
        wash: lightness and the most chroma of the tint for grounds.
        stronger: how much the stronger shade differs in lightness.
    """

    name: str
    grounds: tuple[str, str, str, str]
    ink: str
    on_accent: str
    wash: tuple[float, float]
    stronger: float

    @property
    def paper(self) -> str:
        """The ground of a page."""
        return self.grounds[0]


LIGHT = Scheme("light", ("#faf8f3", "#fffefb", "#f2eee4", "#f8e9dc"), "#1c2527", "#fffdf7", (0.937, 0.02), -0.08)
DARK = Scheme("dark", ("#14191a", "#1b2122", "#20282a", "#38271c"), "#e9e6dd", "#0d1b1d", (0.306, 0.04), 0.08)


@dataclass(frozen=True, slots=True)
class Palette:
    """The accent of a school in one scheme and what follows from it, and the scheme itself."""

    scheme: Scheme
    accent: str

    @property
    def wash(self) -> str:
        """The tint for grounds."""
        return wash_of(self.accent, self.scheme)

    @property
    def stronger(self) -> str:
        """What the accent becomes under the pointer, and words on the tint."""
        lightness, chroma, hue = oklch(self.accent)
        return from_oklch(min(1.0, max(0.0, lightness + self.scheme.stronger)), chroma, hue)

    @property
    def contrast(self) -> float:
        """The contrast ratio where the accent reads worst."""
        return least_contrast(self.accent, grounds_of(self.accent, self.scheme))


def wash_of(color: str, scheme: Scheme) -> str:
    """The tint of a color for grounds."""
    lightness, most = scheme.wash
    _lightness, chroma, hue = oklch(color)
    return from_oklch(lightness, min(chroma, most), hue)


def grounds_of(color: str, scheme: Scheme) -> tuple[str, ...]:
    """Everything on which words in this color stand."""
    return (*scheme.grounds, wash_of(color, scheme))


def reads_well(color: str, scheme: Scheme) -> bool:
    """Whether words in this color can be read everywhere; then shapes can be seen, too, which need less contrast."""
    return Palette(scheme, color).contrast >= TEXT_CONTRAST


def nearest_accent(color: str, scheme: Scheme) -> str:
    """The color of the same hue that is nearest and reads well; the color itself where it does."""
    grounds = set(grounds_of(color, scheme))
    found = nearest_readable(color, grounds)
    while not reads_well(found, scheme):
        # Its tint is another, by a step of a channel or two.
        grounds |= set(grounds_of(found, scheme))
        found = nearest_readable(color, grounds)
    return found


@lru_cache(maxsize=64)
def stylesheet_of(accent: str, accent_dark: str) -> str:
    """The stylesheet of a school with these colors; it stands after that of the site."""
    light, dark = _rule(Palette(LIGHT, accent)), _rule(Palette(DARK, accent_dark))
    return f"{light}@media screen and (prefers-color-scheme:dark){{{dark}}}"


def _rule(palette: Palette) -> str:
    values = {"accent": palette.accent, "accent-2": palette.stronger, "wash": palette.wash}
    return ":root{" + ";".join(f"--{name}:{value}" for name, value in values.items()) + "}"


@lru_cache(maxsize=64)
def digest_of(accent: str, accent_dark: str) -> str:
    """What stands in the address of the stylesheet: another stylesheet has another address."""
    return hashlib.sha256(stylesheet_of(accent, accent_dark).encode()).hexdigest()[:12]
