import pytest

from ivr.health.model import Kind, Observation, State
from ivr.health.rules import (
    HARMLESS,
    REFUSALS,
    asterisk,
    attempt,
    clean,
    endpoint,
    registration,
    remote_host,
)


def listed(**headers: str) -> dict[str, str]:
    return {"Event": "EndpointList", "ObjectName": "trunk", "Aor": "trunk", **headers}


@pytest.mark.parametrize(
    ("headers", "state"),
    [
        ({"Contacts": "trunk/sip:10.0.0.1,", "DeviceState": "Not in use"}, State.UP),
        ({"Contacts": "trunk/sip:10.0.0.1,", "DeviceState": "In use"}, State.UP),
        ({"Contacts": "trunk/sip:10.0.0.1,", "DeviceState": "Unavailable"}, State.DOWN),
        ({"Contacts": "", "DeviceState": "Unavailable"}, State.DOWN),
        ({"Aor": "", "DeviceState": "Unavailable"}, State.UNKNOWN),
    ],
)
def test_an_endpoint_is_judged_by_whether_its_contact_answers(
    headers: dict[str, str], state: State
) -> None:
    assert endpoint(listed(**headers)).state is state


def test_a_silent_contact_is_not_blamed_before_it_was_asked() -> None:
    silent = listed(Contacts="trunk/sip:10.0.0.1,", DeviceState="Unavailable")
    assert endpoint(silent, [{"Status": "Unknown"}]).state is State.UNKNOWN
    assert endpoint(silent, [{"Status": "Unreachable"}]).state is State.DOWN


def test_a_registration_is_up_only_while_the_provider_accepts_it() -> None:
    accepted = {"ObjectName": "trunk-registration", "Status": "Registered"}
    assert registration(accepted) == Observation(
        Kind.REGISTRATION, "trunk-registration", State.UP, "Registered"
    )
    for status in ("Rejected", "Unregistered", ""):
        assert registration({**accepted, "Status": status}).state is State.DOWN


def test_asterisk_tells_how_many_calls_it_has() -> None:
    assert asterisk({"CoreCurrentCalls": "7"}).detail == "7 calls"
    assert asterisk({}).detail == "answers"


def test_a_wrong_password_is_an_attempt_of_the_address_it_came_from() -> None:
    event = {
        "Event": "ChallengeResponseFailed",
        "Service": "PJSIP",
        "AccountID": "operator",
        "RemoteAddress": "IPV4/UDP/192.0.2.7/5060",
    }
    told = attempt(event)
    assert told is not None
    assert (told.address, told.account, told.service) == ("192.0.2.7", "operator", "PJSIP")


def test_everyday_events_are_no_attempts() -> None:
    assert not HARMLESS & REFUSALS
    for name in (*HARMLESS, "ContactStatus", ""):
        assert attempt({"Event": name}) is None


def test_words_of_the_other_side_are_cut_and_kept_on_one_line() -> None:
    assert clean("a\r\nSecret: x\x00") == "a??Secret: x?"
    assert len(clean("x" * 5000)) == 60


def test_an_address_that_cannot_be_read_is_unknown() -> None:
    assert remote_host("IPV6/TLS/2001:db8::1/5061") == "2001:db8::1"
    assert remote_host("") == "unknown"
