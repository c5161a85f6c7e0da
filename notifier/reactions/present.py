"""Events tell a contact as it was; whoever is told of them has to be reached as it is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TypeVar

from booking.api import (
    ApplicationFiled,
    ApplicationStatusChanged,
    Event,
    PresentContact,
    Recorded,
    SlotOffered,
    Transaction,
    VisitEvent,
    WaitlistPaused,
    contacts_of_applications,
    contacts_of_entries,
    contacts_of_visits,
)

_Contacts = Mapping[int, PresentContact]
_OfRecord = TypeVar("_OfRecord", VisitEvent, SlotOffered, WaitlistPaused)


def with_present_contacts(tx: Transaction, found: Sequence[Recorded]) -> list[Recorded]:
    """These events, each with the contacts that its record has now.

    An event whose record is gone, or that names nobody known, stays as it is.
    """
    happened = [one.event for one in found]
    visits = {one.visit_id for one in happened if isinstance(one, VisitEvent)}
    entries = {one.entry_id for one in happened if isinstance(one, SlotOffered | WaitlistPaused)}
    filed = {
        one.application_id
        for one in happened
        if isinstance(one, ApplicationFiled | ApplicationStatusChanged)
        and one.citizen_id is not None
    }
    of_visits = contacts_of_visits(tx, visits) if visits else {}
    of_entries = contacts_of_entries(tx, entries) if entries else {}
    of_filed = contacts_of_applications(tx, filed) if filed else {}
    return [replace(one, event=_now(one.event, of_visits, of_entries, of_filed)) for one in found]


def _now(event: Event, visits: _Contacts, entries: _Contacts, filed: _Contacts) -> Event:
    if isinstance(event, VisitEvent):
        return _of_record(event, visits.get(event.visit_id))
    if isinstance(event, SlotOffered):
        return _of_record(event, entries.get(event.entry_id))
    if isinstance(event, WaitlistPaused):
        return _of_record(event, entries.get(event.entry_id))
    if isinstance(event, ApplicationFiled | ApplicationStatusChanged):
        now = filed.get(event.application_id)
        return event if now is None else replace(event, phone=now.phone, email=now.email)
    return event


def _of_record(event: _OfRecord, now: PresentContact | None) -> _OfRecord:
    if now is None or (event.phone, event.email) == (now.phone, now.email):
        return event
    return replace(event, phone=now.phone, email=now.email, verified=now.verified)
