import pytest

from cli.bench.keys import press


@pytest.mark.parametrize(("key", "event"), [("1", 1), ("9", 9), ("0", 0), ("*", 10), ("#", 11)])
def test_a_key_is_sent_as_its_event(key: str, event: int) -> None:
    assert {packet.body[0] for packet in press(key)} == {event}


def test_a_press_begins_with_the_marker_and_ends_three_times() -> None:
    packets = press("1")
    assert [packet.marker for packet in packets] == [True] + [False] * (len(packets) - 1)
    assert [packet.ends for packet in packets][-4:] == [False, True, True, True]
    assert len({packet.sequence for packet in packets if packet.ends}) == 1
    assert 0.1 < packets[-1].after < 0.2


def test_a_packet_is_part_of_the_callers_stream() -> None:
    packet = press("1")[1]
    rtp = packet.rtp(first_sequence=65_535, timestamp=8000, ssrc=7)
    assert rtp[:2] == bytes([0x80, 101])
    assert int.from_bytes(rtp[2:4], "big") == 0
    assert int.from_bytes(rtp[8:12], "big") == 7
    assert rtp[12:] == packet.body
