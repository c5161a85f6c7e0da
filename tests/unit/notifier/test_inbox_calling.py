"""How the demo's gateway calls back: signed, and repeated as its caller asked."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from fastapi import FastAPI, Request
from fastapi.responses import Response
from twilio.request_validator import RequestValidator

from notifier.inbox.calling import Calls
from serving.web import serving

TOKEN = "token-of-the-test"
FORM = {"MessageSid": "SM1", "MessageStatus": "sent", "ErrorCode": ""}


class Heard:
    """What came in, and the statuses that are answered, the last one for ever."""

    def __init__(self) -> None:
        self.requests: list[tuple[str, dict[str, str], str]] = []
        self.answers = [200]
        self.url = ""


@pytest.fixture
async def heard() -> AsyncIterator[Heard]:
    made = Heard()
    app = FastAPI()

    @app.post("/status")
    async def status(request: Request) -> Response:
        form = {name: str(value) for name, value in (await request.form()).items()}
        signature = request.headers["x-twilio-signature"]
        made.requests.append((str(request.url), form, signature))
        code = made.answers.pop(0) if len(made.answers) > 1 else made.answers[0]
        return Response(status_code=code)

    async with serving(app, "127.0.0.1", 0) as port:
        made.url = f"http://127.0.0.1:{port}/status"
        yield made


@pytest.fixture
async def calls() -> AsyncIterator[Calls]:
    made = Calls({"AC1": TOKEN}, pause=0)
    yield made
    await made.close()


async def test_what_is_called_is_signed_without_what_stands_behind_the_hash(
    heard: Heard, calls: Calls
) -> None:
    assert await calls.call(heard.url + "?message=12#rc=5&rp=all", "AC1", FORM)

    ((url, form, signature),) = heard.requests
    assert (url, form) == (heard.url + "?message=12", FORM)
    assert RequestValidator(TOKEN).validate(url, form, signature)


@pytest.mark.parametrize(
    ("overrides", "answers", "made", "taken"),
    [
        ("", [503], 1, False),
        ("#rc=3&rp=5xx", [503], 4, False),
        ("#rc=3&rp=5xx", [503, 500, 204], 3, True),
        ("#rc=5&rp=5xx,ct,rt", [403], 1, False),
        ("#rc=5&rp=all", [403, 200], 2, True),
        ("#rc=99&rp=all", [500], 6, False),
        ("#rc=x&rp=all", [500], 2, False),
    ],
)
async def test_a_call_is_repeated_as_often_and_for_what_it_was_asked(
    overrides: str, answers: list[int], made: int, taken: bool, heard: Heard, calls: Calls
) -> None:
    heard.answers = answers

    assert await calls.call(heard.url + overrides, "AC1", FORM) is taken

    assert len(heard.requests) == made


@pytest.mark.parametrize("address", ["http://127.0.0.1:1/", "http://[bad/", "nowhere"])
async def test_an_address_where_nobody_is_ends_in_no(address: str, calls: Calls) -> None:
    assert not await calls.call(address, "AC1", FORM)
