"""The dialplan's script: takes a request for a call back while the application is away.

Arguments: seconds since the epoch by the town's clock; the sounds that ask for a number; the
sounds that say that it was not right. It sets the channel variable CALLBACK to 'recorded' once
the request is on disk; the dialplan speaks.
"""

import io
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol

from asterisk.agi import AGI, AGIException

from ivr.fallback.spool import CallbackRequest, is_number, leave

SPOOL = Path("/linka/callbacks")
DIGITS = 9
TRIES = 2
CHECK = "--check"
FIRST_KEY_WITHIN = 8000  # ms; Asterisk counts it from the end of the prompt, and between keys


class Line(Protocol):
    """What is needed of an AGI session."""

    env: dict[str, str]

    def get_data(self, filename: str, timeout: int, max_digits: int) -> str: ...

    def stream_file(self, filename: str) -> object: ...

    def set_variable(self, name: str, value: str) -> object: ...


def take_request(line: Line, moment: float, ask: str, wrong: str, spool: Path = SPOOL) -> bool:
    """Take the caller's number, or ask a hidden one for theirs; whether it is recorded.

    With a number in hand the request is written before anything is said to Asterisk: a caller
    who hangs up after the key is called back all the same.
    """
    number = line.env.get("agi_callerid", "")
    if not is_number(number):
        number = ask_number(line, ask, wrong)
    if not number:
        return False
    request = CallbackRequest(
        caller=number,
        asked_at=datetime.fromtimestamp(moment, UTC),
        language=line.env.get("agi_language", "cs"),
        call=line.env.get("agi_uniqueid", ""),
    )
    leave(spool, request)
    line.set_variable("CALLBACK", "recorded")
    return True


def ask_number(line: Line, ask: str, wrong: str) -> str:
    """Nine digits, or nothing after the tries are used up."""
    for attempt in range(TRIES):
        if attempt:
            stream(line, wrong)
        number = line.get_data(ask, FIRST_KEY_WITHIN, DIGITS)  # a key stops the asking
        if len(number) == DIGITS and number.isdecimal():
            return number
    return ""


def stream(line: Line, sounds: str) -> None:
    for sound in sounds.split("&"):
        line.stream_file(sound)


def main() -> None:
    if sys.argv[1:] == [CHECK]:
        return  # it has been loaded, which is what was to be seen
    # pyst2 writes all it reads, the caller's number and keys among it, to this stream
    silent = io.StringIO()
    try:
        take_request(AGI(stderr=silent), float(sys.argv[1]), sys.argv[2], sys.argv[3])
    except (AGIException, ValueError):
        # the caller hung up; pyst2 stumbles with ValueError over a closed line
        sys.exit(0)


if __name__ == "__main__":
    main()
