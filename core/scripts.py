"""Letters of two scripts in one word, such as a Cyrillic “а” among Latin letters: they look alike and are another word.

Source: UTS #39, section 5 (mixed scripts).
"""

import unicodedata

# Scripts that are written together in one word; a word of Latin letters may stand among them.
_TOGETHER = (
    frozenset({"CJK", "HIRAGANA", "KATAKANA", "KATAKANA-HIRAGANA", "LATIN"}),
    frozenset({"CJK", "HANGUL", "LATIN"}),
    frozenset({"CJK", "BOPOMOFO", "LATIN"}),
)
# Signs that Unicode names for themselves although they go with every script.
_COMMON = frozenset({"MODIFIER", "MASCULINE", "FEMININE", "COMBINING", "MICRO"})


def script_of(letter: str) -> str:
    """Return the script of a letter: the first word of its Unicode name."""
    return unicodedata.name(letter, "UNKNOWN").split()[0]


def mixed_scripts(word: str) -> list[str]:
    """Return the scripts of a word that mixes some which nobody writes together; nothing for every other word."""
    if word.isascii():
        return []
    scripts = {script_of(letter) for letter in word if letter.isalpha()} - _COMMON
    if len(scripts) < 2 or any(scripts <= together for together in _TOGETHER):
        return []
    return sorted(script.capitalize() for script in scripts)
