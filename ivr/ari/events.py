"""The events of Asterisk that we read, one struct a kind, named as Asterisk names them.

A kind that is not here is ignored when it comes. Each event knows the ids of the resources
that it tells of (`resources`); by them it finds its way to whoever listens.
"""

import msgspec

from ivr.ari.models import Bridge, Channel, LiveRecording, Playback


class Event(msgspec.Struct, frozen=True, kw_only=True, tag_field="type", tag=True):
    """Something that Asterisk tells. `timestamp` is Asterisk's own clock, ISO 8601."""

    timestamp: str = ""

    @property
    def resources(self) -> tuple[str, ...]:
        """The ids of the channels, bridges, playbacks and recordings that this tells of."""
        return ()


class ChannelEvent(Event, frozen=True, kw_only=True):
    channel: Channel

    @property
    def resources(self) -> tuple[str, ...]:
        return (self.channel.id,)


class CallBroadcast(ChannelEvent, frozen=True, kw_only=True):
    """A call waits to be claimed (the dialplan's StasisBroadcast)."""

    caller: str = ""
    called: str = ""


class StasisStart(ChannelEvent, frozen=True, kw_only=True):
    """The channel is ours to command."""

    args: tuple[str, ...] = ()


class StasisEnd(ChannelEvent, frozen=True, kw_only=True):
    """The channel has left us: it hung up, went on in the dialplan, or its lease ran out.

    The last event of a call that came in: Asterisk does not tell us of its end after this.
    """


class ChannelStateChange(ChannelEvent, frozen=True, kw_only=True):
    pass


class ChannelHangupRequest(ChannelEvent, frozen=True, kw_only=True):
    """The other side hung up, or somebody asked for it. `cause` is a Q.850 code."""

    cause: int = 0
    soft: bool = False


class ChannelDestroyed(ChannelEvent, frozen=True, kw_only=True):
    """The channel is no more. `cause` is a Q.850 code; `tech_cause` what SIP said, where it did."""

    cause: int = 0
    cause_txt: str = ""
    tech_cause: int = 0


class ChannelDtmfReceived(ChannelEvent, frozen=True, kw_only=True):
    """A key was pressed. What it was never shows: it may be a digit of a PIN."""

    digit: str
    duration_ms: int = 0

    def __repr__(self) -> str:
        return f"ChannelDtmfReceived(channel={self.channel.id!r})"

    __str__ = __repr__


class ChannelTalkingStarted(ChannelEvent, frozen=True, kw_only=True):
    pass


class ChannelTalkingFinished(ChannelEvent, frozen=True, kw_only=True):
    """`duration` is how long there was sound, in milliseconds."""

    duration: int = 0


class ChannelEnteredBridge(Event, frozen=True, kw_only=True):
    bridge: Bridge
    channel: Channel

    @property
    def resources(self) -> tuple[str, ...]:
        return (self.channel.id, self.bridge.id)


class ChannelLeftBridge(ChannelEnteredBridge, frozen=True, kw_only=True):
    pass


class BridgeDestroyed(Event, frozen=True, kw_only=True):
    bridge: Bridge

    @property
    def resources(self) -> tuple[str, ...]:
        return (self.bridge.id,)


class PlaybackEvent(Event, frozen=True, kw_only=True):
    playback: Playback

    @property
    def resources(self) -> tuple[str, ...]:
        return (self.playback.target, self.playback.id)


class PlaybackStarted(PlaybackEvent, frozen=True, kw_only=True):
    pass


class PlaybackFinished(PlaybackEvent, frozen=True, kw_only=True):
    """The playback has ended: to its end or stopped ('done'), or not at all ('failed')."""

    @property
    def failed(self) -> bool:
        return self.playback.state == "failed"


class RecordingEvent(Event, frozen=True, kw_only=True):
    recording: LiveRecording

    @property
    def resources(self) -> tuple[str, ...]:
        return (self.recording.target, self.recording.name)


class RecordingStarted(RecordingEvent, frozen=True, kw_only=True):
    pass


class RecordingFinished(RecordingEvent, frozen=True, kw_only=True):
    pass


class RecordingFailed(RecordingEvent, frozen=True, kw_only=True):
    pass


class Dial(Event, frozen=True, kw_only=True):
    """How dialling a leg goes. `dialstatus` is empty at first, later 'RINGING', 'ANSWER', 'BUSY',
    'NOANSWER', 'CANCEL', 'CONGESTION' or 'CHANUNAVAIL'.
    """

    peer: Channel
    dialstatus: str = ""

    @property
    def resources(self) -> tuple[str, ...]:
        return (self.peer.id,)


class ApplicationReplaced(Event, frozen=True, kw_only=True):
    """Another connection has taken this application's name."""

    application: str = ""


class Reconnected(Event, frozen=True, kw_only=True):
    """Ours, not Asterisk's: the connection was gone and is back.

    Whoever listens may have missed keys, ends of playbacks and a hang-up; none is sent again.
    """


class Nudged(Event, frozen=True, kw_only=True):
    """Ours, not Asterisk's: rows that a call depends on have changed. Carries no fact."""


class Response(msgspec.Struct, frozen=True, kw_only=True, tag_field="type", tag="RESTResponse"):
    """The reply to one of our requests."""

    request_id: str
    status_code: int
    reason_phrase: str = ""
    message_body: str = ""


Told = (
    Response
    | ChannelDtmfReceived
    | PlaybackStarted
    | PlaybackFinished
    | CallBroadcast
    | StasisStart
    | StasisEnd
    | ChannelStateChange
    | ChannelHangupRequest
    | ChannelDestroyed
    | ChannelTalkingStarted
    | ChannelTalkingFinished
    | ChannelEnteredBridge
    | ChannelLeftBridge
    | BridgeDestroyed
    | RecordingStarted
    | RecordingFinished
    | RecordingFailed
    | Dial
    | ApplicationReplaced
)


class Kind(msgspec.Struct, frozen=True):
    """Just the name of an event's kind."""

    type: str = ""


_decoder: msgspec.json.Decoder[Told] = msgspec.json.Decoder(Told)
_kind = msgspec.json.Decoder(Kind)
KNOWN = frozenset(
    str(kind.__struct_config__.tag)
    for kind in Told.__args__  # the structs of the union above
)


class EventMisread(ValueError):
    """An event of a kind that we know does not have the shape that we know."""


def read(frame: bytes | str) -> Told | None:
    """What a frame from Asterisk says; nothing for a kind that we do not read.

    Raises EventMisread; its text names the kind and never the content.
    """
    try:
        return _decoder.decode(frame)
    except msgspec.MsgspecError:
        try:
            kind = _kind.decode(frame).type
        except msgspec.MsgspecError:
            kind = "?"
        if kind in KNOWN or kind == "?":
            raise EventMisread(kind) from None
        return None
