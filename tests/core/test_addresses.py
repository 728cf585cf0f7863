"""One mailbox, one spelling."""

import pytest
from django.core.exceptions import ValidationError

from core.addresses import normal_address, same_address


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("Case.Mixed@OUT.Example", "case.mixed@out.example"),
        ("inga@münchen.example", "inga@xn--mnchen-3ya.example"),
        ("inga@MÜNCHEN.example", "inga@xn--mnchen-3ya.example"),
        ("inga@XN--MNCHEN-3YA.example", "inga@xn--mnchen-3ya.example"),
        ("a@straße.example", "a@xn--strae-oqa.example"),
        ("a@почта.example", "a@xn--80a1acny.example"),
        ("a@例え.example", "a@xn--r8jz45g.example"),
        ("Ola Out <ola@out.example>", "ola@out.example"),
        ("mailto:Mai@out.example?subject=x", "mai@out.example"),
        ("\u200bzero.width\u00ad@out.exa\ufeffmple ", "zero.width@out.example"),
        ("plus+mentor@out.example", "plus+mentor@out.example"),
        ("s.o'brien@out.example", "s.o'brien@out.example"),
        ("nobody", "nobody"),
        ("", ""),
    ],
)
def test_every_spelling_of_an_address_is_one(written: str, kept: str) -> None:
    assert normal_address(written) == kept
    assert normal_address(kept) == kept


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ("a@h\u0430ldenlake.example", "“h\u0430ldenlake” mixes Cyrillic and Latin letters"),
        ("a@xn--hldenlake-83h.example", "mixes Cyrillic and Latin letters"),
        ("n\u043eor@out.example", "“\u043e” is a Cyrillic letter"),
        ("zoë@out.example", "“ë” can’t come before the @"),
        ("two@out.example; three@out.example", "more than one address"),
        ("a@-münchen-.example", "isn’t a domain name"),
        ("a@xn--0.example", "isn’t a domain name"),
    ],
)
def test_what_looks_like_another_address_is_refused_by_name(written: str, words: str) -> None:
    with pytest.raises(ValidationError) as refused:
        normal_address(written)
    assert words in refused.value.messages[0]
    assert same_address(written) == written
