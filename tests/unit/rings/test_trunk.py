"""What is dialled, and how it is written."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ivr.ari.names import LegName, ring_channel, ring_of_channel
from ivr.dialogs.voice_message import spoken
from ivr.rings.trunk import Numbers, Trunk

AT_HOME, ABROAD = "+420596123456", "+421905123456"


@pytest.mark.parametrize(
    ("numbers", "phone", "written"),
    [
        (Numbers.PLUS, AT_HOME, "+420596123456"),
        (Numbers.ZEROS, AT_HOME, "00420596123456"),
        (Numbers.NATIONAL, AT_HOME, "596123456"),
        (Numbers.PLUS, ABROAD, "+421905123456"),
        (Numbers.ZEROS, ABROAD, "00421905123456"),
        (Numbers.NATIONAL, ABROAD, "00421905123456"),
    ],
)
def test_a_number_is_written_as_the_network_wants_it(
    numbers: Numbers, phone: str, written: str
) -> None:
    trunk = Trunk("10.1.2.3:5062", "844121314", numbers)
    assert trunk.endpoint(phone) == f"PJSIP/outgoing/sip:{written}@10.1.2.3:5062"


@given(st.text())
def test_nothing_but_a_number_gets_into_a_dial_string(text: str) -> None:
    trunk = Trunk("10.1.2.3", "844121314")
    try:
        endpoint = trunk.endpoint(text)
    except ValueError:
        return
    assert endpoint == f"PJSIP/outgoing/sip:{text}@10.1.2.3"
    assert text[0] == "+"
    assert text[1:].isascii()
    assert text[1:].isdecimal()


@pytest.mark.parametrize(
    "wrong", ["", "596123456", "+0420596123456", "+420&Local/1", "+42\n0596123"]
)
def test_what_is_no_number_in_e164_is_not_dialled(wrong: str) -> None:
    with pytest.raises(ValueError, match=r"E\.164"):
        Trunk("10.1.2.3", "844121314").endpoint(wrong)


@pytest.mark.parametrize(
    ("number", "digits"),
    [
        ("844121314", "844121314"),
        ("+420844121314", "844121314"),
        ("+421905123456", "421905123456"),
        ("1188", "1188"),
    ],
)
def test_the_towns_number_is_told_as_it_is_dialled_at_home(number: str, digits: str) -> None:
    assert spoken(number) == digits


@given(st.integers(1, 2**62))
def test_the_channel_of_a_ring_is_known_by_its_name_and_is_no_operators_leg(ring: int) -> None:
    name = ring_channel(ring)
    assert ring_of_channel(name) == ring
    assert LegName.read(name) is None
    assert ring_of_channel(str(LegName(name, 3, 1))) is None
    assert ring_of_channel(f"1732.{ring}") is None
