"""Requests on playbacks and recordings."""

import msgspec

from ivr.ari.models import LiveRecording, Playback
from ivr.ari.requests.wire import Request, part

_playback = msgspec.json.Decoder(Playback)
_recording = msgspec.json.Decoder(LiveRecording)


class Playbacks:
    """Live playbacks cannot be listed: their ids are derived from the call's."""

    def __init__(self, request: Request) -> None:
        self._request = request

    async def get(self, playback: str) -> Playback:
        return _playback.decode(await self._request("GET", f"playbacks/{part(playback)}"))

    async def stop(self, playback: str) -> None:
        """Stop it; raises NotFound when it has ended. PlaybackFinished follows."""
        await self._request("DELETE", f"playbacks/{part(playback)}")


class Recordings:
    """Live recordings cannot be listed either."""

    def __init__(self, request: Request) -> None:
        self._request = request

    async def live(self, name: str) -> LiveRecording:
        return _recording.decode(await self._request("GET", f"recordings/live/{part(name)}"))

    async def stop(self, name: str) -> None:
        """Stop and keep; raises NotFound when it has ended. RecordingFinished follows."""
        await self._request("POST", f"recordings/live/{part(name)}/stop")

    async def discard(self, name: str) -> None:
        """Stop and throw away."""
        await self._request("DELETE", f"recordings/live/{part(name)}")

    async def delete(self, name: str) -> None:
        """Delete a stored recording's file."""
        await self._request("DELETE", f"recordings/stored/{part(name)}")
