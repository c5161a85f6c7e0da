"""The language of texts: what it knows it fills, all else it refuses, whatever is thrown at it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notifier.templates.grammar import MOST_CHARACTERS, MOST_MARKS, GrammarError, Slip, parse

VALUES = {"code": "472015", "deadline": "", "persons": 3, "ahead": False}


@pytest.mark.parametrize(
    ("source", "told"),
    [
        ("Kód {{ code }}.", "Kód 472015."),
        ("Kód {{code}}.", "Kód 472015."),
        ("{% if code %}Kód {{ code }}{% endif %}", "Kód 472015"),
        ("{% if deadline %}do {{ deadline }}{% else %}bez lhůty{% endif %}", "bez lhůty"),
        ("{% if deadline %}do {{ deadline }}{% endif %}", ""),
        ("{% if persons > 1 %}{{ persons }} osoby{% endif %}", "3 osoby"),
        ("{% if persons > 3 %}více{% else %}méně{% endif %}", "méně"),
        ("{% if ahead %}a{% else %}b{% endif %} 100 %", "b 100 %"),
        ("  na kraji \n", "na kraji"),
        ("", ""),
    ],
)
def test_a_text_is_filled(source: str, told: str) -> None:
    assert parse(source).fill(VALUES) == told


@pytest.mark.parametrize(
    ("source", "slip"),
    [
        ("{% for x in y %}{% endfor %}", Slip.UNKNOWN_MARK),
        ("{{ code.__class__ }}", Slip.UNKNOWN_MARK),
        ("{{ code() }}", Slip.UNKNOWN_MARK),
        ("{{ code|upper }}", Slip.UNKNOWN_MARK),
        ("{{ code['x'] }}", Slip.UNKNOWN_MARK),
        ("{{ 7 * 7 }}", Slip.UNKNOWN_MARK),
        ("{{ ''.__class__.__mro__[1].__subclasses__() }}", Slip.UNKNOWN_MARK),
        ("{% set x = 1 %}", Slip.UNKNOWN_MARK),
        ("{% include 'letter.html.j2' %}", Slip.UNKNOWN_MARK),
        ("{% if not code %}x{% endif %}", Slip.UNKNOWN_MARK),
        ("{% if code and deadline %}x{% endif %}", Slip.UNKNOWN_MARK),
        ("{% raw %}x{% endraw %}", Slip.UNKNOWN_MARK),
        ("{%- if code -%}x{% endif %}", Slip.UNKNOWN_MARK),
        ("{# nic #}", Slip.UNKNOWN_MARK),
        ("{{ Code }}", Slip.UNKNOWN_MARK),
        ("{{ }}", Slip.UNKNOWN_MARK),
        ("{ code }", Slip.BRACE),
        ("{{ code }", Slip.BRACE),
        ("{{ code", Slip.BRACE),
        ("code }}", Slip.BRACE),
        ("{% if code %}x", Slip.NOT_CLOSED),
        ("x{% endif %}", Slip.NOT_OPEN),
        ("{% else %}", Slip.NOT_OPEN),
        ("{% if code %}{% else %}{% else %}{% endif %}", Slip.NOT_OPEN),
        ("{% if code %}{% if ahead %}x{% endif %}{% endif %}", Slip.NESTED),
        ("{{ code }}" * (MOST_MARKS + 1), Slip.TOO_MANY_MARKS),
        ("x" * (MOST_CHARACTERS + 1), Slip.TOO_LONG),
    ],
)
def test_what_the_language_does_not_know_is_refused(source: str, slip: Slip) -> None:
    with pytest.raises(GrammarError) as refused:
        parse(source)
    assert refused.value.slip is slip


PIECES = st.sampled_from(
    [
        *(
            "{{",
            "}}",
            "{%",
            "%}",
            "{#",
            "#}",
            "{",
            "}",
            "%",
            "#",
            "-",
            "|",
            "(",
            ")",
            "[",
            "]",
            ".",
        ),
        *("{{ code }}", "{{ deadline }}", "{% if code %}", "{% if persons > 1 %}", "{% else %}"),
        *(
            "{% endif %}",
            "if",
            "for",
            "x",
            " ",
            "\n",
            "__class__",
            "'",
            '"',
            "\\",
            "\x00",
            "\ud800",
        ),
    ]
)


@given(st.one_of(st.text(max_size=300), st.lists(PIECES, max_size=60).map("".join)))
def test_whatever_is_written_is_read_or_refused_and_never_run(source: str) -> None:
    try:
        text = parse(source)
    except GrammarError:
        return
    named = text.written() | {one.name for one in text.choices()}
    if not named <= set(VALUES):
        return
    told = text.fill(VALUES)
    assert len(told) <= len(source) + MOST_MARKS * 6
    assert "{" not in told
    assert "}" not in told


@given(st.lists(PIECES, max_size=200).map("".join))
def test_a_hostile_field_stays_text(value: str) -> None:
    assert parse("a{{ code }}b").fill({"code": value}) == f"a{value}b"
