"""What is no strict JSON is named in one line, with its place."""

import pytest

from matching.engine import InstanceError, load_instance
from matching.engine.files.strict_json import first_duplicate

DEEP = b"[" * 100_000

BROKEN = [
    (b"", "input: broken JSON at line 1, column 1: Expecting value"),
    (b'{"mentees": ', "input: broken JSON at line 1, column 13: Expecting value"),
    (b"\xff\xfe", "input: not UTF-8 text (byte 0)"),
    (b'{"mentees": {}, "mentees": {"m": NaN}}', "input: the name 'mentees' is there twice in one object"),
    (b'{"mentees": {"m": {}, "m": {}}}', "mentees: the name 'm' is there twice in one object"),
    (b'{"similarity": {"m": {"a": 1, "b": 0, "b": 0}}}', "similarity.m: the name 'b' is there twice in one object"),
    (b'{"fixed": [[], [0, {"x": 1, "x": 1}]]}', "fixed[1][1]: the name 'x' is there twice in one object"),
    (b'{"mentees": {"m": {}, "m": NaN}}', "mentees: the name 'm' is there twice in one object"),
    (b"NaN", "input: NaN is not a number"),
    (b'{"seed": NaN}', "seed: NaN is not a number"),
    (b'{"vectors": {"mentors": {"a": [1, -Infinity]}}}', "vectors.mentors.a[1]: -Infinity is not a number"),
    (b'{"seed": ' + b"9" * 10_000 + b"}", "input: a number has too many digits"),
    (DEEP, "input: nested too deeply"),
    (b'{"mentees": {"\\ud800": {}}, "mentors": {"a": {"capacity": 1}}}', "mentees: a name holds a broken character"),
    (
        b'{"mentees": {"m": {}}, "mentors": {"a": {"capacity": 1}}, "similarity": {"m": {"a": 1e999}}}',
        "similarity.m.a: not between",
    ),
]


@pytest.mark.parametrize(("raw", "line"), BROKEN, ids=[line for _, line in BROKEN])
def test_a_broken_file_is_named_in_one_line(raw: bytes, line: str) -> None:
    with pytest.raises(InstanceError) as caught:
        load_instance(raw)
    assert str(caught.value).startswith(line)
    assert "\n" not in str(caught.value)


def test_a_name_twice_among_many_is_found_without_comparing_all() -> None:
    compared = 0

    class Name(str):
        __slots__ = ()
        __hash__ = str.__hash__

        def __eq__(self, other: object) -> bool:
            nonlocal compared
            compared += 1
            return str.__eq__(self, other)

    names = [Name(f"m{at}") for at in range(1_000)]
    assert first_duplicate([*names, Name("m999")]) == "m999"
    assert compared < 10
