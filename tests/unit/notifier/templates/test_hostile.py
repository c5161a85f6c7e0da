"""Wordings of somebody who means harm: judged, tried, and in no time."""

import time
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from booking.api import Language
from notifier.templates import bodies, checks
from notifier.templates.samples import SampleSize
from notifier.templates.trying import tried
from tests.unit.notifier.templates.wordings import BOOKED, SIGN, with_sms

HOSTILE = st.one_of(
    st.text(max_size=200),
    st.lists(
        st.sampled_from(
            [
                "{{ code }}",
                "{{",
                "{% if ",
                "%}",
                "1",
                "/",
                "www.",
                ".cz",
                "pin",
                " ",
                "@",
                "-",
                "://",
            ]
        ),
        max_size=80,
    ).map("".join),
    st.from_regex(r"[0-9./ -]{1,120}", fullmatch=True),
)


@settings(deadline=None, max_examples=60)
@given(st.lists(HOSTILE, min_size=1, max_size=6), HOSTILE)
def test_whatever_is_written_is_judged_and_can_be_tried(parts: list[str], subject: str) -> None:
    assert BOOKED.email is not None
    letter = BOOKED.email[Language.CS].model_copy(update={"subject": subject})
    template = with_sms(*parts).model_copy(update={"email": BOOKED.email | {Language.CS: letter}})
    faults = checks.faults(template, BOOKED, SIGN)
    assert {one.place.split(".")[0] for one in faults} <= {"sms", "email"}
    shown = tried(template, Language.CS, SampleSize.LONGEST, SIGN, 100)
    assert shown.sms is not None
    assert shown.sms.places <= 918
    assert shown.mail is not None
    assert "\n" not in shown.mail.subject
    if not faults:
        assert bodies.read(bodies.body(template), BOOKED) == template


@pytest.mark.parametrize(
    "make",
    [
        lambda n: "1 " * n,
        lambda n: "a." * n,
        lambda n: "a@" * n,
        lambda n: "{{" * n,
        lambda n: "{% if " * n,
        lambda n: "zadejte " * (n // 8),
        lambda n: "12-" * n,
        lambda n: "CZ65" * n,
        lambda n: "a:" * n,
        lambda n: "a" * n,
        lambda n: "a " * n,
        lambda n: "přihlašovací" * n,
        lambda n: "zadejte !!!" * n,
        lambda n: "😀" * n,
        lambda n: "{{ code }}" * 30 + "á" * n,
    ],
)
def test_a_hostile_text_is_judged_in_no_time(make: Callable[[int], str]) -> None:
    text = make(2000)[:2000]
    template = with_sms(*[text] * checks.MOST_PARTS)
    began = time.process_time()
    checks.faults(template, BOOKED, SIGN)
    tried(template, Language.CS, SampleSize.LONGEST, SIGN, None)
    assert time.process_time() - began < 2
    endless = with_sms(*[text * 200] * 100)
    checks.faults(endless, BOOKED, SIGN)
    tried(endless, Language.CS, SampleSize.LONGEST, SIGN, None)
    assert time.process_time() - began < 6
