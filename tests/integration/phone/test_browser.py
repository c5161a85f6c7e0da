"""The operator's end of the line: what the microphone says, what the ears keep, a pulled cable."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from cli.phone.browser import VOICE, Browser, NoBrowser, open_browser
from cli.phone.tones import gaps, heard

TALK_TO_ONESELF = """async () => {
    const [one, other] = [new RTCPeerConnection(), new RTCPeerConnection()];
    one.onicecandidate = ({ candidate }) => other.addIceCandidate(candidate);
    other.onicecandidate = ({ candidate }) => one.addIceCandidate(candidate);
    const microphone = await navigator.mediaDevices.getUserMedia({ audio: true });
    microphone.getTracks().forEach((track) => one.addTrack(track, microphone));
    await one.setLocalDescription();
    await other.setRemoteDescription(one.localDescription);
    await other.setLocalDescription();
    await one.setRemoteDescription(other.localDescription);
    window.microphone = microphone;
    window.ends = [one, other];
}"""


@pytest.fixture
async def browser(tmp_path: Path) -> AsyncIterator[Browser]:
    async with open_browser(tmp_path) as opened:
        yield opened


@pytest.fixture
async def address() -> AsyncIterator[str]:
    """A page with nothing on it; microphones need one that comes from a server."""

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\nContent-Type: text/html\r\n\r\n")
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    async with server:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"


async def test_what_the_microphone_says_is_heard_without_gaps_until_it_is_muted(
    browser: Browser, address: str
) -> None:
    context, ears, _ = await browser.context()
    page = await context.new_page()
    await page.goto(address)
    await page.evaluate(TALK_TO_ONESELF)
    await asyncio.sleep(3.0)
    await page.evaluate("window.microphone.getTracks()[0].enabled = false")
    await asyncio.sleep(0.5)
    muted = asyncio.get_running_loop().time()
    await asyncio.sleep(1.0)

    said = ears.since()
    assert heard(said, VOICE) > 2.0
    assert all(end - begin < 0.1 for begin, end in gaps(said, VOICE))
    assert heard(said, 1150) == 0.0
    assert heard(ears.since(muted), VOICE) == 0.0


async def test_unplugged_it_reaches_nobody_and_plugged_in_it_goes_on(
    browser: Browser, address: str
) -> None:
    context, _, _ = await browser.context()
    page = await context.new_page()
    await page.goto(address)
    ask = "fetch('/', { cache: 'no-store' }).then((answer) => answer.status)"
    async with browser.unplugged():
        waiting = asyncio.create_task(page.evaluate(ask))
        _, late = await asyncio.wait([waiting], timeout=1.0)
        assert late
    assert await waiting == 200


async def test_a_machine_without_chromium_is_told_how_to_get_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(NoBrowser, match="apt-get install chromium"):
        async with open_browser(tmp_path):
            pass
