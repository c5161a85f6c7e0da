import json
import logging

import pytest

from ivr.ari import events
from ivr.ari.events import EventMisread, read
from ivr.ari.socket import _silent

CHANNEL = {"id": "c1", "name": "PJSIP/trunk-1", "state": "Up", "caller": {"number": "777654321"}}


def frame(kind: str, **fields: object) -> bytes:
    return json.dumps(
        {"type": kind, "timestamp": "2026-11-21T09:00:00.000+0100", **fields}
    ).encode()


def test_a_kind_that_we_do_not_read_is_nothing() -> None:
    assert read(frame("ChannelVarset", variable="X", value="1")) is None


def test_fields_that_we_do_not_read_are_skipped() -> None:
    event = read(frame("StasisStart", channel={**CHANNEL, "new": [1]}, args=["a"], newer=True))
    assert isinstance(event, events.StasisStart)
    assert event.args == ("a",)
    assert event.resources == ("c1",)


def test_a_playback_belongs_to_its_channel_and_to_itself() -> None:
    playback = {"id": "p1", "target_uri": "channel:c1", "state": "failed"}
    event = read(frame("PlaybackFinished", playback=playback))
    assert isinstance(event, events.PlaybackFinished)
    assert event.resources == ("c1", "p1")
    assert event.failed


def test_what_was_keyed_never_shows() -> None:
    event = read(frame("ChannelDtmfReceived", channel=CHANNEL, digit="8", duration_ms=90))
    assert isinstance(event, events.ChannelDtmfReceived)
    assert event.digit == "8"
    assert "8" not in f"{event!r} {event} {[event]}"


@pytest.mark.parametrize("broken", [b"{", b"[]", b'{"type":"ChannelDtmfReceived","digit":4}'])
def test_a_broken_frame_is_told_without_its_content(broken: bytes) -> None:
    with pytest.raises(EventMisread) as told:
        read(broken)
    assert "4" not in str(told.value)


def test_no_logging_configuration_makes_the_library_write_frames() -> None:
    logging.disable(logging.NOTSET)
    assert not _silent.isEnabledFor(logging.DEBUG)
    assert _silent.name not in logging.Logger.manager.loggerDict
