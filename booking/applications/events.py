"""What happens to applications and concerns messages."""

from __future__ import annotations

from datetime import date

from booking.ground.events import Event, event
from booking.language import Language, Wording


@event
class ApplicationStatusChanged(Event):
    """An application stands differently; holds what a message to the citizen needs.

    Attributes:
        citizen_id: None where whoever filed it is not known; then there is no remark in it, for
            nobody has verified the number.
        phone: the citizen's verified number, or the one that an unknown filer gave; None where
            there is none.
        email: the citizen's verified address, None where there is none.
        remark: the clerk's word to the citizen.
        is_answered: the clerk has written one, whether it may be sent or not.
        clerk_email: where the clerk who works on it wants to be told; None where they do not, or
            have changed it themselves.
    """

    application_id: int
    reference: str
    kind_name: Wording
    state: str
    state_name: Wording
    deadline: date | None
    remark: str | None
    citizen_id: int | None
    citizen_name: str
    language: Language
    phone: str | None
    email: str | None
    is_answered: bool = False
    clerk_email: str | None = None


@event
class ClerkMessageAsked(Event):
    """An application came to a clerk who wants to be told of it.

    Attributes:
        email: where.
    """

    application_id: int
    reference: str
    kind_name: Wording
    state_name: Wording
    email: str


@event
class StatusMessageAsked(Event):
    """A verified caller wants the state of an application in writing.

    Attributes:
        phone: where to, in E.164; the caller chose it.
        language: which language.
    """

    application_id: int
    reference: str
    kind_name: Wording
    state: str
    state_name: Wording
    deadline: date | None
    citizen_id: int | None
    language: Language
    phone: str


@event
class ApplicationFiled(Event):
    """Somebody has filed an application here; an import of older ones is none.

    Attributes:
        number: what callers key, with the year.
        code: the code of the receipt.
        deadline: None where nothing is prescribed.
        citizen_id: None where whoever filed it is not known.
        phone: where a message may go: the citizen's verified number, or the one that an unknown
            filer gave.
        email: the citizen's verified address.
    """

    application_id: int
    reference: str
    number: int
    year: int
    code: str
    kind_code: str
    kind_name: Wording
    deadline: date | None
    citizen_id: int | None
    language: Language
    phone: str | None
    email: str | None


@event
class ReceiptMessageAsked(Event):
    """Whoever has just filed an application wants number and code in writing.

    Attributes:
        number: what callers key, with the year.
        code: the code of the receipt.
        deadline: None where nothing is prescribed.
        citizen_id: None where whoever filed it is not known.
        phone: where to, in E.164; the caller chose it.
    """

    application_id: int
    reference: str
    number: int
    year: int
    code: str
    kind_name: Wording
    deadline: date | None
    citizen_id: int | None
    language: Language
    phone: str
