from pathlib import Path

import msgspec
from msgspec import structs

from booking.api import SetClock
from notifier.inbox.items import Items, Sms, new_sid
from notifier.inbox.lines import Lines
from notifier.inbox.written import Written
from tests.support.messages import MOBILE, NOW


def sms(text: str) -> Sms:
    return Sms(new_sid("SM"), NOW.isoformat(), "AC1", "+420844121314", MOBILE, text, 1, "gsm-7")


async def test_what_arrived_is_there_after_a_new_start(tmp_path: Path) -> None:
    path = tmp_path / "inbox" / "inbox.jsonl"
    items = Items(path, SetClock(NOW))
    await items.add(sms("one"))
    await items.add(sms("two"))
    items.close()
    again = Items(path, SetClock(NOW))
    assert [item.text for item in again.newest()] == ["two", "one"]
    again.close()


async def test_a_torn_line_costs_that_line_only(tmp_path: Path) -> None:
    path = tmp_path / "inbox.jsonl"
    items = Items(path, SetClock(NOW))
    await items.add(sms("one"))
    items.close()
    with path.open("ab") as file:
        file.write(b'{"type":"sms","sid":"SM')
    again = Items(path, SetClock(NOW))
    await again.add(sms("two"))
    again.close()
    third = Items(path, SetClock(NOW))
    assert [item.text for item in third.newest()] == ["two", "one"]
    third.close()


async def test_messages_are_found_by_recipient_and_kind(tmp_path: Path) -> None:
    items = Items(tmp_path / "inbox.jsonl", SetClock(NOW))
    await items.add(sms("one"))
    assert items.newest(recipient="+420602123456") == []
    assert items.newest(kind="email") == []
    assert len(items.newest(kind="sms", recipient=MOBILE)) == 1
    items.close()


async def test_a_torn_line_of_what_citizens_wrote_costs_that_line_only(tmp_path: Path) -> None:
    path = tmp_path / "written.jsonl"
    written = Lines(path, msgspec.json.Decoder(Written))
    written.add(one := Written("SM1", NOW.isoformat(), MOBILE, "+420844121314", "STAV", taken=True))
    written.close()
    with path.open("ab") as file:
        file.write(b'{"sid":"SM2","wri')
    again = Lines(path, msgspec.json.Decoder(Written))
    again.add(other := structs.replace(one, sid="SM3"))
    again.close()
    third = Lines(path, msgspec.json.Decoder(Written))
    assert third.newest == [one, other]
    third.close()
