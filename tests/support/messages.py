"""Events and knowledge to make messages of, without a database."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any, TypeVar

from booking.api import (
    PRAGUE,
    Activity,
    AgreementConcluded,
    AgreementEnded,
    AgreementReset,
    AgreementSecretChanged,
    ApplicationFiled,
    ApplicationState,
    ApplicationStatusChanged,
    ContactChanged,
    ContactKind,
    ContactProposed,
    Event,
    Language,
    Office,
    ReceiptMessageAsked,
    SlotOffered,
    StatusMessageAsked,
    TopicMessageAsked,
    VisitBooked,
    VisitCancelled,
    VisitContactGiven,
    VisitEvent,
    VisitMoved,
    VisitReminderDue,
    VisitRestored,
    WaitChannel,
    WaitlistPaused,
    Wording,
)
from notifier.outbox import Draft, Message, MessageState
from notifier.reactions import Knowledge
from notifier.reactions.knowledge import VisitKnowledge

MOBILE = "+420777654321"
LANDLINE = "+420583301234"
ADDRESS = "jana.kovarova@example.cz"
START = datetime(2026, 11, 24, 9, tzinfo=PRAGUE)
NOW = datetime(2026, 11, 23, 7, tzinfo=UTC)

PASSPORT = Activity(
    code="passport.new",
    service="passport",
    name=Wording(
        "podání žádosti o cestovní pas", "applying for a passport", "заява на закордонний паспорт"
    ),
    minutes=15,
    max_persons=4,
    bring=Wording(
        "Přineste občanský průkaz a dosavadní pas, pokud jej máte.",
        "Bring your identity card and your present passport, if you have one.",
        "Візьміть посвідчення особи та дотеперішній паспорт, якщо маєте.",
    ),
    collects=False,
    lead_days=None,
)
LIDICKA = Office(
    code="lidicka",
    name=Wording("evidence dokladů"),
    address=Wording("Lidická pět"),
    short_address=Wording("Lidická"),
    written_address="Lidická 5, 789 95 Lípov",
)
KNOWN = Knowledge(
    happened_at=NOW,
    town="MěÚ Lípov",
    number="844121314",
    zone=PRAGUE,
    domain="lipov.example",
    of_visit=VisitKnowledge(PASSPORT, LIDICKA),
    of_activity=PASSPORT,
)

V = TypeVar("V", bound=VisitEvent)


def visit(kind: type[V], **other: Any) -> V:
    """An event of a visit for a new passport."""
    fields: dict[str, Any] = {
        "visit_id": 12,
        "code": "472015",
        "activity": "passport.new",
        "office": "lidicka",
        "counter": "lidicka-3",
        "start": START,
        "minutes": 15,
        "persons": 1,
        "language": Language.CS,
        "citizen_id": None,
        "phone": MOBILE,
        "email": None,
        "verified": False,
    }
    return kind(**(fields | other))


def status_changed(**other: Any) -> ApplicationStatusChanged:
    """An application of somebody whose contacts are verified."""
    fields: dict[str, Any] = {
        "application_id": 7,
        "reference": "MULI/000123/2026",
        "kind_name": Wording(
            "Žádost o kácení dřevin", "The application to fell trees", "Заява на вирубку дерев"
        ),
        "state": ApplicationState.PROCESSING,
        "state_name": Wording("se vyřizuje", "is being dealt with", "розглядається"),
        "deadline": date(2026, 12, 3),
        "remark": None,
        "citizen_id": 1,
        "citizen_name": "Jana Kovářová",
        "language": Language.CS,
        "phone": MOBILE,
        "email": ADDRESS,
    }
    return ApplicationStatusChanged(**(fields | other))


def filed(**other: Any) -> ApplicationFiled:
    """Somebody whom nobody knows has filed a suggestion."""
    fields: dict[str, Any] = {
        "application_id": 8,
        "reference": "MULI-OD/000012/2026",
        "number": 12,
        "year": 2026,
        "code": "472015",
        "kind_code": "waste-collection",
        "kind_name": Wording(
            "Podnět ke svozu odpadu",
            "The suggestion on waste collection",
            "Звернення щодо вивезення відходів",
        ),
        "deadline": date(2026, 12, 23),
        "citizen_id": None,
        "language": Language.CS,
        "phone": MOBILE,
        "email": None,
    }
    return ApplicationFiled(**(fields | other))


def receipt_asked(language: Language = Language.CS) -> ReceiptMessageAsked:
    """The same, from a landline, with the number of a mobile."""
    one = filed(language=language)
    return ReceiptMessageAsked(
        application_id=one.application_id,
        reference=one.reference,
        number=one.number,
        year=one.year,
        code=one.code,
        kind_name=one.kind_name,
        deadline=one.deadline,
        citizen_id=None,
        language=language,
        phone=MOBILE,
    )


def filing_changed(**other: Any) -> ApplicationStatusChanged:
    """What somebody unknown has filed stands differently."""
    one = filed()
    fields: dict[str, Any] = {
        "application_id": one.application_id,
        "reference": one.reference,
        "kind_name": one.kind_name,
        "state": "solved",
        "state_name": Wording(
            "má vyřízení hotové", "has been dealt with", "має завершене вирішення"
        ),
        "deadline": None,
        "citizen_id": None,
        "citizen_name": "",
        "email": None,
    }
    return status_changed(**(fields | other))


def status_asked(language: Language = Language.CS) -> StatusMessageAsked:
    """The same application, asked for by its citizen."""
    changed = status_changed()
    return StatusMessageAsked(
        application_id=changed.application_id,
        reference=changed.reference,
        kind_name=changed.kind_name,
        state=changed.state,
        state_name=changed.state_name,
        deadline=None,
        citizen_id=1,
        language=language,
        phone=MOBILE,
    )


def topic_asked(language: Language = Language.CS, **other: Any) -> TopicMessageAsked:
    """A life situation in writing."""
    fields: dict[str, Any] = {
        "code": "passport",
        "phone": MOBILE,
        "language": language,
        "title": "Nový cestovní pas",
        "who": "Žádá občan osobně.",
        "where": "Lidická 5.",
        "bring": "Občanský průkaz a dosavadní pas.",
        "fee": "600 Kč, do 15 let 100 Kč.",
        "deadline": "Do 30 dnů.",
        "law": "Zákon č. 329/1999 Sb.",
        "source": "Ministerstvo vnitra",
        "source_url": "https://www.mvcr.example/pasy",
    }
    return TopicMessageAsked(**(fields | other))


def every_event(language: Language) -> list[Event]:
    """One event of each kind that asks for messages, to somebody who may get all of them."""
    verified: dict[str, Any] = {"language": language, "email": ADDRESS, "verified": True}
    return [
        visit(VisitBooked, **verified),
        visit(VisitBooked, **verified | {"persons": 3}),
        visit(VisitContactGiven, **verified),
        visit(VisitCancelled, **verified, by="citizen:1"),
        visit(VisitMoved, **verified, start_before=START, office_before="lidicka", by="novakova"),
        visit(VisitRestored, **verified, by="novakova"),
        visit(VisitReminderDue, **verified, days_before=1),
        visit(VisitReminderDue, **verified, persons=3, days_before=7),
        status_changed(language=language),
        status_changed(language=language, remark="Doložte souhlas vlastníka.", deadline=None),
        status_asked(language),
        filed(language=language),
        filed(language=language, citizen_id=1, email=ADDRESS, deadline=None),
        receipt_asked(language),
        filing_changed(language=language),
        filing_changed(language=language, is_answered=True),
        topic_asked(language),
        *(
            kind(7, 1, "vesely", language, (MOBILE,), (ADDRESS,))
            for kind in (
                AgreementConcluded,
                AgreementReset,
                AgreementSecretChanged,
                AgreementEnded,
            )
        ),
        *contact_events(language),
        *waitlist_events(language),
    ]


def waitlist_events(language: Language) -> list[Event]:
    """What those on the waiting list are told, by SMS and by e-mail."""
    return [
        event
        for channel in (WaitChannel.SMS, WaitChannel.EMAIL)
        for event in (
            slot_offered(language=language, channel=channel),
            slot_offered(language=language, channel=channel, replaces=START, persons=3),
            WaitlistPaused(
                5, "passport.new", channel, language, None, MOBILE, ADDRESS, verified=False
            ),
        )
    ]


def slot_offered(**other: Any) -> SlotOffered:
    """A slot is offered to somebody on the waiting list."""
    fields: dict[str, Any] = {
        "entry_id": 5,
        "activity": "passport.new",
        "channel": WaitChannel.SMS,
        "language": Language.CS,
        "citizen_id": None,
        "phone": MOBILE,
        "email": ADDRESS,
        "verified": False,
        "offer_id": 9,
        "code": "472015",
        "office": "lidicka",
        "counter": "lidicka-3",
        "start": START,
        "minutes": 15,
        "persons": 1,
        "answer_by": NOW + timedelta(hours=3),
        "replaces": None,
    }
    return SlotOffered(**(fields | other))


def contact_events(language: Language) -> list[Event]:
    """A number and an address that are proven and changed."""
    until = NOW + timedelta(minutes=10)
    return [
        ContactProposed(3, 1, language, MOBILE, None, until),
        ContactProposed(4, 1, language, None, ADDRESS, until),
        ContactChanged(1, language, ContactKind.PHONE, "321", (MOBILE,), (ADDRESS,)),
        ContactChanged(1, language, ContactKind.EMAIL, "", (MOBILE,), (ADDRESS,)),
    ]


def message(draft: Draft, number: int = 1, **other: Any) -> Message:
    """The draft as a worker has it in hand."""
    fields: dict[str, Any] = {
        "id": number,
        "event_id": 1,
        "inbound_id": None,
        "escalated_from": None,
        "about": draft.about,
        "channel": draft.channel,
        "template": draft.template,
        "template_version": draft.template_version,
        "priority": draft.priority,
        "recipient": draft.recipient,
        "language": draft.language,
        "subject": draft.subject,
        "text": draft.text,
        "html": draft.html,
        "calendar": draft.calendar,
        "speech": draft.speech,
        "segments": 1,
        "state": MessageState.SENDING,
        "reason": None,
        "attempts": 1,
        "due_at": NOW,
        "claimed_by": "worker",
        "claimed_at": NOW,
        "provider": None,
        "reference": None,
        "price": None,
        "useful_until": draft.useful_until,
        "created_at": NOW,
        "sent_at": None,
        "delivered_at": None,
    }
    return Message(**(fields | other))
