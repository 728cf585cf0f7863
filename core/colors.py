"""Colors: how well one reads on another, and the nearest that reads well enough.

Sources: relative luminance and contrast ratio as WCAG 2.2 defines them (W3C Recommendation, 2023); OKLab and its
polar form OKLCH by Björn Ottosson, “A perceptual color space for image processing” (2020), as in CSS Color 4.
"""

import math
import re
from collections.abc import Iterable

TEXT_CONTRAST = 4.5  # WCAG 2.2, success criterion 1.4.3, level AA
SHAPE_CONTRAST = 3.0  # success criterion 1.4.11: what one has to see of buttons, fields and marks
_HEX = re.compile(r"#[0-9a-f]{6}")
_STEPS = 1000  # of lightness, finer than the 256 steps of a channel

Rgb = tuple[float, float, float]


def read_color(text: str) -> str | None:
    """Return a color as "#rrggbb" in lower case, also of three digits or without #; None where `text` is none."""
    digits = text.strip().lower().removeprefix("#")
    if len(digits) == 3:
        digits = "".join(2 * digit for digit in digits)
    color = f"#{digits}"
    return color if _HEX.fullmatch(color) else None


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colors, from 1 (none) to 21 (black on white)."""
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def least_contrast(color: str, grounds: Iterable[str]) -> float:
    """The contrast ratio on the ground on which a color reads worst."""
    return min(contrast(color, ground) for ground in grounds)


def luminance(color: str) -> float:
    """The relative luminance, from 0 (black) to 1 (white)."""
    red, green, blue = _linear(color)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def nearest_readable(color: str, grounds: Iterable[str], *, least: float = TEXT_CONTRAST) -> str:
    """Return the color of the same hue that reads on all grounds and is nearest to `color` in OKLCH.

    Lightness is changed as little as it takes. Chroma stays as long as the screen has the color, else the most is taken
    that it has.

    Args:
        color: what is wanted; returned as it is where it reads well.
        grounds: what it stands on: all light or all dark.
        least: the contrast ratio that is enough.

    Raises:
        ValueError: no lightness is enough, as with grounds of which some are light and some dark.
    """
    grounds = tuple(grounds)
    if least_contrast(color, grounds) >= least:
        return color
    lightness, chroma, hue = oklch(color)
    candidates = sorted((step / _STEPS for step in range(_STEPS + 1)), key=lambda each: abs(each - lightness))
    for each in candidates:
        found = from_oklch(each, chroma, hue)
        if least_contrast(found, grounds) >= least:
            return found
    raise ValueError(f"No color of this hue has {least}:1 on {grounds}.")


def oklch(color: str) -> tuple[float, float, float]:
    """Lightness (0 to 1), chroma and hue (radians) of a color."""
    red, green, blue = _linear(color)
    long = math.cbrt(0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue)
    medium = math.cbrt(0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue)
    short = math.cbrt(0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue)
    lightness = 0.2104542553 * long + 0.7936177850 * medium - 0.0040720468 * short
    a = 1.9779984951 * long - 2.4285922050 * medium + 0.4505937099 * short
    b = 0.0259040371 * long + 0.7827717662 * medium - 0.8086757660 * short
    return lightness, math.hypot(a, b), math.atan2(b, a)


def from_oklch(lightness: float, chroma: float, hue: float) -> str:
    """The color of this lightness and hue, with as much of the chroma as a screen can show (sRGB)."""
    if _shown(rgb := _rgb(lightness, chroma, hue)):
        return _hex(rgb)
    enough, too_much = 0.0, chroma
    for _half in range(20):
        middle = (enough + too_much) / 2
        enough, too_much = (middle, too_much) if _shown(_rgb(lightness, middle, hue)) else (enough, middle)
    return _hex(_rgb(lightness, enough, hue))


def _rgb(lightness: float, chroma: float, hue: float) -> Rgb:
    """Linear sRGB; parts outside 0 to 1 are no color of a screen."""
    a, b = chroma * math.cos(hue), chroma * math.sin(hue)
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    medium = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    return (
        4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short,
    )


def _shown(rgb: Rgb) -> bool:
    return all(-1e-6 <= part <= 1 + 1e-6 for part in rgb)


def _linear(color: str) -> Rgb:
    red, green, blue = (int(color[place : place + 2], 16) / 255 for place in (1, 3, 5))
    return _to_linear(red), _to_linear(green), _to_linear(blue)


def _to_linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4


def _hex(rgb: Rgb) -> str:
    return "#" + "".join(f"{round(255 * _from_linear(min(1.0, max(0.0, part)))):02x}" for part in rgb)


def _from_linear(part: float) -> float:
    return 12.92 * part if part <= 0.0031308 else 1.055 * part ** (1 / 2.4) - 0.055
