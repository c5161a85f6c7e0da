from typing import Any

from cli.bench.bare_sse import Waiting


def event(kind: str, channel: str = "c1", **other: str) -> dict[str, Any]:
    return {"type": kind, "channel": {"id": channel, "caller": {"number": "777600001"}}, **other}


def told(waiting: Waiting, *events: dict[str, Any]) -> list[tuple[str, str]]:
    return [change for one in events for change in waiting.changes(one)]


def test_a_caller_waits_from_the_key_to_the_end_and_is_told_once() -> None:
    key = event("ChannelDtmfReceived", digit="0")
    end = [event("ChannelHangupRequest"), event("ChannelDestroyed")]
    assert told(Waiting(), key, key, *end) == [("777600001", "waits"), ("777600001", "gone")]


def test_other_keys_and_callers_who_did_not_ask_change_nothing() -> None:
    assert (
        told(
            Waiting(),
            event("ChannelDtmfReceived", digit="5"),
            event("ChannelHangupRequest", "c2"),
            {"type": "PlaybackStarted"},
        )
        == []
    )
