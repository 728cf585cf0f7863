"""Fills in a form the way a browser would."""

from dataclasses import dataclass
from urllib.parse import urljoin

from tests.site.walk.markup import Element

_SILENT = frozenset({"submit", "button", "reset", "image", "file"})
Fields = list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Form:
    """One form of a page.

    Attributes:
        action: absolute path with its query.
        fields: what is sent when it is submitted as it stands.
        hidden: what is sent when every visible control is left empty.
    """

    action: str
    method: str
    fields: Fields
    hidden: Fields


def forms_of(page: Element, url: str) -> list[Form]:
    """Return the forms of the page at `url`, one for each of their submit buttons that has a name."""
    controls: dict[Element, list[Element]] = {form: [] for form in page.all("form")}
    by_id = {form.get("id"): form for form in controls if form.get("id")}
    for control in page.all("input", "select", "textarea", "button"):
        around = next((element for element in control.ancestors if element.tag == "form"), None)
        form = by_id.get(control.get("form")) or around
        if form is not None and "disabled" not in control.attributes:
            controls[form].append(control)
    return [_form(form, inside, button, url) for form, inside in controls.items() for button in _buttons(inside)]


def _buttons(controls: list[Element]) -> list[Element | None]:
    buttons = [control for control in controls if is_button(control)]
    return [*buttons] or [None]


def is_button(control: Element) -> bool:
    """Whether it submits its form."""
    kinds = {"button": ("", "submit"), "input": ("submit",)}
    return control.get("type") in kinds.get(control.tag, ())


def _form(form: Element, controls: list[Element], button: Element | None, url: str) -> Form:
    attributes = form.attributes | {
        name.removeprefix("form"): value
        for name, value in (button.attributes.items() if button else ())
        if name in ("formaction", "formmethod")
    }
    pressed = [(button.get("name"), button.get("value"))] if button and button.get("name") else []
    fields = [(c.get("name"), value) for c in controls if c.get("name") for value in _values(c)]
    hidden = [(c.get("name"), c.get("value")) for c in controls if c.get("type") == "hidden"]
    return Form(
        action=urljoin(url, attributes.get("action") or url),
        method=attributes.get("method", "get").lower(),
        fields=fields + pressed,
        hidden=hidden + pressed,
    )


def _values(control: Element) -> list[str]:
    """Return what `control` contributes to a submission."""
    if control.tag == "textarea":
        return ["".join(child for child in control.children if isinstance(child, str))]
    if control.tag == "select":
        return _chosen(control)
    kind = control.get("type")
    if control.tag == "button" or kind in _SILENT:
        return []
    if kind in ("checkbox", "radio"):
        return [control.attributes.get("value", "on")] if "checked" in control.attributes else []
    return [control.get("value")]


def _chosen(select: Element) -> list[str]:
    options = list(select.all("option"))
    chosen = [option for option in options if "selected" in option.attributes]
    if not chosen and "multiple" not in select.attributes:
        chosen = options[:1]
    return [option.attributes.get("value", option.text) for option in chosen]
