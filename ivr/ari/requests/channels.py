"""Requests on channels."""

import asyncio
from collections.abc import Mapping, Sequence
from typing import Literal

import msgspec

from ivr.ari.errors import Conflict
from ivr.ari.models import Channel, LiveRecording, Playback, Variable
from ivr.ari.requests.wire import Request, part

BORN_WITHIN = (0.005, 0.01, 0.02, 0.04, 0.08)
"""Asterisk replies to `create` before the leg's own thread has it in our application, and refuses
to dial it until then: a moment only, but longer on a busy machine. Seconds between the tries."""

Direction = Literal["none", "in", "out", "both"]
_channel = msgspec.json.Decoder(Channel)
_channels = msgspec.json.Decoder(list[Channel])
_playback = msgspec.json.Decoder(Playback)
_recording = msgspec.json.Decoder(LiveRecording)
_variable = msgspec.json.Decoder(Variable)


class Channels:
    """Every method raises what Socket.request raises; NotFound when the channel has gone."""

    def __init__(self, request: Request, application: str) -> None:
        self._request = request
        self._application = application

    async def list(self) -> list[Channel]:
        """All channels of this Asterisk, ours and others."""
        return _channels.decode(await self._request("GET", "channels"))

    async def get(self, channel: str) -> Channel:
        return _channel.decode(await self._request("GET", f"channels/{part(channel)}"))

    async def answer(self, channel: str) -> None:
        await self._request("POST", f"channels/{part(channel)}/answer")

    async def ring(self, channel: str) -> None:
        """Let whoever calls hear that it rings."""
        await self._request("POST", f"channels/{part(channel)}/ring")

    async def play(
        self, channel: str, media: Sequence[str], playback: str, language: str = ""
    ) -> Playback:
        """Queue `media` ('sound:…', 'tone:…') as one playback with the id that we give it."""
        query = {"media": ",".join(media)}
        if language:
            query["lang"] = language
        path = f"channels/{part(channel)}/play/{part(playback)}"
        return _playback.decode(await self._request("POST", path, query))

    async def hang_up(self, channel: str, cause: int = 16) -> None:
        """Hang up; `cause` is a Q.850 code, 16 is normal clearing."""
        query = {"reason_code": str(cause)}
        await self._request("DELETE", f"channels/{part(channel)}", query)

    async def go_on(
        self, channel: str, context: str = "", extension: str = "", priority: int | None = None
    ) -> None:
        """Give the channel back to the dialplan (ARI's 'continue'), where it left off or here."""
        query = {"context": context, "extension": extension}
        if priority is not None:
            query["priority"] = str(priority)
        query = {name: value for name, value in query.items() if value}
        await self._request("POST", f"channels/{part(channel)}/continue", query)

    async def variable(self, channel: str, name: str) -> str:
        """A channel variable or dialplan function; empty when it is not set."""
        path = f"channels/{part(channel)}/variable"
        return _variable.decode(await self._request("GET", path, {"variable": name})).value

    async def set_variable(self, channel: str, name: str, value: str) -> None:
        """Waits for the end of a playback on the channel, and all other requests with it: be
        sure that nothing plays.
        """
        query = {"variable": name, "value": value}
        await self._request("POST", f"channels/{part(channel)}/variable", query)

    async def create(
        self,
        endpoint: str,
        channel: str,
        *,
        arguments: str = "",
        variables: Mapping[str, str] | None = None,
    ) -> Channel:
        """A leg that is not dialled yet; with `dial` it outlives our absence when answered."""
        query = {"endpoint": endpoint, "app": self._application, "channelId": channel}
        if arguments:
            query["appArgs"] = arguments
        body = {"variables": dict(variables)} if variables else None
        return _channel.decode(await self._request("POST", "channels/create", query, body))

    async def dial(self, channel: str, *, caller: str = "", seconds: int = 30) -> None:
        """Dial a created leg. `caller` is the channel that hears the ringing, if any.

        Raises Conflict when the leg is over or was dialled before.
        """
        query = {"timeout": str(seconds)}
        if caller:
            query["caller"] = caller
        for pause in BORN_WITHIN:
            try:
                await self._request("POST", f"channels/{part(channel)}/dial", query)
            except Conflict:
                await asyncio.sleep(pause)
            else:
                return
        await self._request("POST", f"channels/{part(channel)}/dial", query)

    async def originate(
        self,
        endpoint: str,
        channel: str,
        *,
        caller_id: str = "",
        seconds: int = 30,
        variables: Mapping[str, str] | None = None,
    ) -> Channel:
        """Create and dial at once. It is hung up if it is answered while we are away, so legs
        that matter are made by `create` and `dial`.
        """
        query = {"endpoint": endpoint, "app": self._application, "timeout": str(seconds)}
        if caller_id:
            query["callerId"] = caller_id
        body = {"variables": dict(variables)} if variables else None
        path = f"channels/{part(channel)}"
        return _channel.decode(await self._request("POST", path, query, body))

    async def snoop(
        self,
        channel: str,
        snoop: str,
        *,
        spy: Direction = "none",
        whisper: Direction = "none",
        arguments: str = "",
    ) -> Channel:
        """A listening or whispering channel. 'in' is what comes from the channel's far end."""
        query = {"spy": spy, "whisper": whisper, "app": self._application}
        if arguments:
            query["appArgs"] = arguments
        path = f"channels/{part(channel)}/snoop/{part(snoop)}"
        return _channel.decode(await self._request("POST", path, query))

    async def send_keys(
        self, channel: str, keys: str, *, between: int = 100, duration: int = 100
    ) -> None:
        """Send keys to the far end; each lasts `duration` ms with `between` ms of rest."""
        query = {"dtmf": keys, "between": str(between), "duration": str(duration)}
        await self._request("POST", f"channels/{part(channel)}/dtmf", query)

    async def record(
        self, channel: str, name: str, *, file_format: str = "wav", seconds: int = 0
    ) -> LiveRecording:
        """Record what comes from the channel; `seconds` 0 is without limit."""
        query = {
            "name": name,
            "format": file_format,
            "maxDurationSeconds": str(seconds),
            "ifExists": "overwrite",
        }
        path = f"channels/{part(channel)}/record"
        return _recording.decode(await self._request("POST", path, query))

    async def mute(self, channel: str, direction: Literal["in", "out", "both"]) -> None:
        await self._request("POST", f"channels/{part(channel)}/mute", {"direction": direction})

    async def unmute(self, channel: str, direction: Literal["in", "out", "both"]) -> None:
        await self._request("DELETE", f"channels/{part(channel)}/mute", {"direction": direction})
