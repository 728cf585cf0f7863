"""E-mail addresses in one spelling, so that one mailbox is one person.

The domain is kept as mail servers write it (IDNA 2008): “münchen.example” and “xn--mnchen-3ya.example” are one. What
comes around an address when it is copied is taken off. Letters of two scripts in one word, such as a Cyrillic “а”
among Latin letters, look like another address and are refused.

Source: RFC 5891 (IDNA 2008), UTS #46 (mapping).
"""

import re

import idna
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from core.scripts import mixed_scripts, script_of
from core.text import clean_line

_NAMED = re.compile(r"[^<>]*<([^<>\s]+)>")
# Quotation marks and the sign by which spreadsheet programs keep text as it is; what divides addresses in a line.
_AROUND = "'\"‘’“”;, "
_SHAPE = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")


def normal_address(text: str) -> str:
    """Return the address in `text` in its one spelling: “Ola <OLA@münchen.example>” is ola@xn--mnchen-3ya.example.

    Whether it is an address at all is for a validator to say.

    Raises:
        ValidationError: more than one address, letters of two scripts in one word, or a domain that cannot exist.
    """
    address = clean_line(text)
    if named := _NAMED.fullmatch(address):
        address = named[1]
    address = address.strip(_AROUND)
    if address.lower().startswith("mailto:"):
        address = address[len("mailto:") :].partition("?")[0]
    if address.count("@") > 1:
        raise ValidationError(_("There’s more than one address here. Enter just one."))
    name, at, domain = address.rpartition("@")
    if not at:
        return address.lower()
    _refuse_other_letters(name)
    return f"{name.lower()}@{_domain(domain)}"


def same_address(text: str) -> str:
    """Return the normal spelling for a comparison; what has none, in lower case."""
    try:
        return normal_address(text)
    except ValidationError:
        return clean_line(text).lower()


def looks_like_address(text: str) -> bool:
    """Whether `text` has the shape of an address, however it was copied."""
    return bool(_SHAPE.fullmatch(same_address(text)))


def _domain(domain: str) -> str:
    if domain.isascii() and "xn--" not in domain.lower():
        return domain.lower()
    try:
        ascii_form = idna.encode(domain, uts46=True).decode()
        shown = idna.decode(ascii_form)
    except idna.IDNAError as error:
        raise ValidationError(_("The part after the @ isn’t a domain name.")) from error
    for word in shown.split("."):
        if scripts := mixed_scripts(word):
            raise ValidationError(_mixed(word, scripts))
    return ascii_form


def _refuse_other_letters(name: str) -> None:
    """Before the @ only Latin letters without accents reach every server."""
    for letter in name:
        if not letter.isascii() and letter.isalpha():
            script = script_of(letter).capitalize()
            raise ValidationError(
                _("“%(letter)s” is a %(script)s letter, which this address can’t have. Type the address again.")
                % {"letter": letter, "script": script}
                if script != "Latin"
                else _("“%(letter)s” can’t come before the @. Type the address again.") % {"letter": letter}
            )


def _mixed(word: str, scripts: list[str]) -> str:
    return _("“%(word)s” mixes %(scripts)s letters, which can look the same. Type the address again.") % {
        "word": word,
        "scripts": _(" and ").join(scripts),
    }
