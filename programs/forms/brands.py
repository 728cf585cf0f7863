"""The forms of a school's colors and logo."""

from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.colors import TEXT_CONTRAST, read_color
from core.revised_forms import RevisedModelForm
from programs.models import Institution
from programs.presentation.brands import DARK, LIGHT, Palette, Scheme, nearest_accent, reads_well


class ColorsForm(RevisedModelForm[Institution]):
    """A color for light pages and one for dark ones.

    Attributes:
        proposed: field → the nearest color that reads well, where what was typed does not.
    """

    accent = forms.CharField(
        label=gettext_lazy("Color on light pages and on paper"),
        help_text=gettext_lazy(
            "As # with six letters and digits, for example #0a4f58: your school’s website or its guidelines have it. "
            "Leave both empty for the color of this site."
        ),
        max_length=20,
        required=False,
        widget=forms.TextInput(attrs={"spellcheck": "false", "autocomplete": "off"}),
    )
    accent_dark = forms.CharField(
        label=gettext_lazy("Color on dark pages"),
        help_text=gettext_lazy(
            "For people whose device shows pages dark. If you leave it empty, we take the nearest that can be read."
        ),
        max_length=20,
        required=False,
        widget=forms.TextInput(attrs={"spellcheck": "false", "autocomplete": "off"}),
    )

    class Meta:
        model = Institution
        fields = ("accent", "accent_dark")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.proposed: dict[str, str] = {}

    def clean_accent(self) -> str:
        """The color, where it reads well on light pages."""
        return self._color("accent", LIGHT)

    def clean_accent_dark(self) -> str:
        """The color, where it reads well on dark pages; the nearest to the other one where none was typed."""
        light = read_color(str(self.data.get("accent", "")))
        if not self.cleaned_data["accent_dark"]:
            return nearest_accent(light, DARK) if light else ""
        return self._color("accent_dark", DARK)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("accent_dark") and cleaned.get("accent") == "":
            self.add_error("accent", _("Choose a color for light pages, too."))
        return cleaned

    def _color(self, name: str, scheme: Scheme) -> str:
        typed: str = self.cleaned_data[name]
        if not typed:
            return ""
        color = read_color(typed)
        if color is None:
            raise forms.ValidationError(_("Write the color as # with six letters and digits, for example #0a4f58."))
        if not reads_well(color, scheme):
            self.proposed[name] = nearest_accent(color, scheme)
            words = {
                "color": color,
                "ratio": f"{Palette(scheme, color).contrast:.1f}",
                "least": f"{TEXT_CONTRAST:.1f}",
                "nearest": self.proposed[name],
            }
            raise forms.ValidationError(_PALE[scheme.name] % words)
        return color

    def palettes(self) -> list[Palette]:
        """What the page shows: the colors that were typed or are proposed, else those that are stored, else none."""
        said = self.cleaned_data if self.is_bound else self.initial
        shown = {**said, **self.proposed}
        accent, dark = shown.get("accent"), shown.get("accent_dark")
        if not accent:
            return []
        return [Palette(LIGHT, accent), Palette(DARK, dark or nearest_accent(accent, DARK))]


_PALE = {
    LIGHT.name: gettext_lazy(
        "Words in %(color)s are too pale on light pages: their contrast is %(ratio)s:1, and %(least)s:1 is needed. "
        "The nearest color that can be read is %(nearest)s."
    ),
    DARK.name: gettext_lazy(
        "Words in %(color)s are too dark on dark pages: their contrast is %(ratio)s:1, and %(least)s:1 is needed. "
        "The nearest color that can be read is %(nearest)s."
    ),
}


def with_nearest(data: QueryDict) -> QueryDict:
    """Return what was posted with the nearest colors that can be read in place of those that cannot."""
    data = data.copy()
    for name, scheme in (("accent", LIGHT), ("accent_dark", DARK)):
        if color := read_color(data.get(name) or ""):
            data[name] = nearest_accent(color, scheme)
    return data


class LogoForm(forms.Form):
    """A logo."""

    logo = forms.FileField(
        label=gettext_lazy("Logo"),
        help_text=gettext_lazy(
            "PNG, WebP or JPEG, up to 5 MB; a transparent ground is fine. On dark pages it stands on a light one. From "
            "an SVG, export a PNG at least 320 points wide."
        ),
        widget=forms.FileInput(attrs={"accept": "image/png,image/webp,image/jpeg"}),
        error_messages={
            "required": gettext_lazy("Choose a file."),
            "empty": gettext_lazy("The file is empty. Choose another."),
        },
    )
