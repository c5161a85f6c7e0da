"""Asterisk's resources, as far as we read them. Fields that we do not use are skipped."""

import msgspec


class Party(msgspec.Struct, frozen=True):
    """A caller or connected party. The number is empty when it is hidden."""

    name: str = ""
    number: str = ""


class DialplanPlace(msgspec.Struct, frozen=True):
    """Where a channel stands in the dialplan, or where it entered Stasis from."""

    context: str = ""
    exten: str = ""
    priority: int = 0


class Channel(msgspec.Struct, frozen=True):
    """A leg of a call. `state` is 'Ring', 'Up' and so on; `creationtime` is ISO 8601."""

    id: str
    name: str = ""
    state: str = ""
    caller: Party = Party()
    connected: Party = Party()
    dialplan: DialplanPlace = DialplanPlace()
    creationtime: str = ""
    language: str = ""


class Playback(msgspec.Struct, frozen=True):
    """Something that plays. `target_uri` is 'channel:ID' or 'bridge:ID'."""

    id: str
    target_uri: str = ""
    media_uri: str = ""
    state: str = ""

    @property
    def target(self) -> str:
        """The id of the channel or bridge that it plays to."""
        return self.target_uri.partition(":")[2]


class LiveRecording(msgspec.Struct, frozen=True):
    """A recording that is being made or has just ended. Durations are in seconds."""

    name: str
    format: str = ""
    target_uri: str = ""
    state: str = ""
    duration: int = 0
    cause: str = ""

    @property
    def target(self) -> str:
        """The id of the channel or bridge that it listens to."""
        return self.target_uri.partition(":")[2]


class Bridge(msgspec.Struct, frozen=True):
    id: str
    channels: tuple[str, ...] = ()
    name: str = ""
    bridge_type: str = ""


class Endpoint(msgspec.Struct, frozen=True):
    """Somebody who could be rung. `state` is 'online' while it is registered and answers."""

    resource: str
    state: str = ""


class Application(msgspec.Struct, frozen=True):
    """What an application is subscribed to: the first thing to read after reconnecting."""

    name: str
    channel_ids: tuple[str, ...] = ()
    bridge_ids: tuple[str, ...] = ()


class Variable(msgspec.Struct, frozen=True):
    value: str = ""


class System(msgspec.Struct, frozen=True):
    version: str = ""
    entity_id: str = ""


class Status(msgspec.Struct, frozen=True):
    startup_time: str = ""
    last_reload_time: str = ""


class AsteriskInfo(msgspec.Struct, frozen=True):
    """Asterisk's version and the time at which it was started (ISO 8601)."""

    system: System = System()
    status: Status = Status()
