"""Judging what Asterisk lists and tells. Pure; a message is a mapping of header to text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ivr.health.model import Attempt, Kind, Observation, State

Message = Mapping[str, str]

HARMLESS = {"SuccessfulAuth", "ChallengeSent"}
"""Security events of everyday life: somebody showed the right password, or is asked for it."""

REFUSALS = {
    "AuthMethodNotAllowed",
    "ChallengeResponseFailed",
    "FailedACL",
    "InvalidAccountID",
    "InvalidPassword",
    "InvalidTransport",
    "LoadAverageLimit",
    "MemoryLimit",
    "RequestBadFormat",
    "RequestNotAllowed",
    "RequestNotSupported",
    "SessionLimit",
    "UnexpectedAddress",
}
"""Security events that leave a trace, as Asterisk's security framework names them."""

CHANGES = {"ContactStatus", "PeerStatus", "Registry", "Reload", "FullyBooted"}
"""Events after which the lists may read differently. They are not read for facts themselves:
the lists are, so that a lost event costs a minute and no more."""

UNASKED = {"Unknown", "Created"}
"""States of a contact to which no OPTIONS was sent yet."""

_LONGEST = 60


def is_silent(listed: Message) -> bool:
    """Whether an endpoint in PJSIPShowEndpoints has contacts of which none is known to answer."""
    unavailable = listed.get("DeviceState") in {"Unavailable", "Invalid"}
    return unavailable and bool(listed.get("Contacts", "").strip(", "))


def endpoint(listed: Message, contacts: Sequence[Message] = ()) -> Observation:
    """How an endpoint stands.

    A contact that does not answer OPTIONS makes its endpoint 'Unavailable', and so does one that
    was not asked yet, after a start. Without an address record there is nobody to ask: such a
    trunk is known only by the address that its calls come from.

    Args:
        listed: its entry in PJSIPShowEndpoints.
        contacts: where it is silent, its entries ContactStatusDetail in PJSIPShowEndpoint.
    """
    name = clean(listed.get("ObjectName", ""))
    if not listed.get("Aor"):
        return Observation(Kind.ENDPOINT, name, State.UNKNOWN, "takes calls by address; not asked")
    if not listed.get("Contacts", "").strip(", "):
        return Observation(Kind.ENDPOINT, name, State.DOWN, "not registered")
    if is_silent(listed):
        if any(contact.get("Status") in UNASKED for contact in contacts):
            return Observation(Kind.ENDPOINT, name, State.UNKNOWN, "not asked yet")
        return Observation(Kind.ENDPOINT, name, State.DOWN, "does not answer")
    return Observation(Kind.ENDPOINT, name, State.UP, "answers")


def registration(listed: Message) -> Observation:
    """How our registration at a provider stands, by PJSIPShowRegistrationsOutbound."""
    name = clean(listed.get("ObjectName", ""))
    status = clean(listed.get("Status", ""))
    state = State.UP if status == "Registered" else State.DOWN
    return Observation(Kind.REGISTRATION, name, state, status or "no status")


def asterisk(core: Message) -> Observation:
    """How Asterisk itself stands, by CoreStatus."""
    calls = core.get("CoreCurrentCalls", "")
    detail = f"{int(calls)} calls" if calls.isdecimal() else "answers"
    return Observation(Kind.ASTERISK, "asterisk", State.UP, detail)


def asterisk_away(why: str) -> Observation:
    """Asterisk cannot be asked."""
    return Observation(Kind.ASTERISK, "asterisk", State.DOWN, why)


def unasked(last: Observation) -> Observation:
    """What is known of a thing while Asterisk cannot be asked about it."""
    return Observation(last.kind, last.name, State.UNKNOWN, "Asterisk cannot be asked")


def attempt(event: Message) -> Attempt | None:
    """The refused attempt that an event tells of; None for other events."""
    name = event.get("Event", "")
    if name not in REFUSALS:
        return None
    return Attempt(
        address=remote_host(event.get("RemoteAddress", "")),
        event=name,
        service=clean(event.get("Service", "")),
        account=clean(event.get("AccountID", "")),
    )


def remote_host(address: str) -> str:
    """The host of 'IPV4/UDP/192.0.2.7/5060'."""
    parts = address.split("/")
    return clean(parts[2]) if len(parts) == 4 else "unknown"


def clean(text: str) -> str:
    """Words of the other side, fit for a table: printable, on one line, of bounded length."""
    return "".join(letter if letter.isprintable() else "?" for letter in text)[:_LONGEST]
