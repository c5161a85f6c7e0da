"""An agreement, a claim to it, and what a check of the PIN can end in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Literal

from booking.citizens.model import Citizen
from booking.ground.events import Event, event
from booking.language import Language


class DocumentKind(StrEnum):
    """Documents with a photograph that show who somebody is."""

    IDENTITY_CARD = "identity-card"
    PASSPORT = "passport"
    RESIDENCE_PERMIT = "residence-permit"


class ActingAs(StrEnum):
    """By what somebody may act for a company."""

    STATUTORY = "statutory"
    PROCURIST = "procurist"
    ATTORNEY = "attorney"


class EndReason(StrEnum):
    """Why an agreement ended."""

    WISH = "wish"
    DEATH = "death"
    CEASED = "ceased"
    MISUSE = "misuse"
    MERGED = "merged"
    """The citizen stood in the records twice, and had another agreement."""
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class ShownDocument:
    """The document that was compared with whoever stood at the counter.

    Its number is not kept: it is needed for nothing afterwards, and with it somebody could pass
    for its holder elsewhere. The end of the number is enough to tell later, in a dispute, which
    document it was (GDPR, article 5(1)(c)).

    Attributes:
        kind: which document.
        ending: the last four characters of its number.
    """

    kind: DocumentKind
    ending: str


@dataclass(frozen=True, slots=True)
class Acting:
    """Who concludes for a company; the document shown is this person's."""

    name: str
    capacity: ActingAs


@dataclass(frozen=True, slots=True)
class Agreement:
    """The contract of one citizen; its login and PIN are not shown.

    Attributes:
        id: its number.
        citizen_id: whose it is.
        concluded_at: when it was concluded at the counter.
        ended_at: when it was ended, None while it is in force.
        concluded_by: the clerk; None where it came from the town's records.
        shown: the document seen last, None where it came from the town's records.
        acting: who concluded for a company.
        has_pin: there is a PIN, so that the login opens something. Without one a letter is due.
        letter_at: when the last letter was printed.
        letter_by: by which clerk.
        ended_by: who ended it.
        end_reason: why.
    """

    id: int
    citizen_id: int
    concluded_at: datetime
    ended_at: datetime | None
    concluded_by: str | None = None
    shown: ShownDocument | None = None
    acting: Acting | None = None
    has_pin: bool = True
    letter_at: datetime | None = None
    letter_by: str | None = None
    ended_by: str | None = None
    end_reason: EndReason | None = None

    @property
    def in_force(self) -> bool:
        """It was not ended."""
        return self.ended_at is None

    @property
    def awaits_letter(self) -> bool:
        """Concluded or reset, and not printed yet: the login opens nothing."""
        return self.in_force and not self.has_pin


@dataclass(frozen=True, slots=True)
class HeldAgreement:
    """An agreement with whoever it belongs to.

    Attributes:
        locked_until: the end of the lock after wrong PINs, None while there is none.
    """

    agreement: Agreement
    citizen: Citizen
    locked_until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Claim:
    """A caller says: this is my login. Nothing is proven yet.

    A dialog goes on in the same way whether or not there is such an agreement, so that nobody can
    find logins out by trying.

    Attributes:
        agreement_id: the agreement, None where no agreement has this login.
        mark: stands for the keyed login where there is none; tells nothing about its digits.
    """

    agreement_id: int | None
    mark: str


@dataclass(frozen=True, slots=True)
class Verified:
    """The PIN is right: this citizen is on the line."""

    citizen_id: int
    agreement_id: int
    kind: Literal["verified"] = "verified"


@dataclass(frozen=True, slots=True)
class Wrong:
    """Login and PIN do not match; so many tries are left before the lock."""

    tries_left: int
    kind: Literal["wrong"] = "wrong"


@dataclass(frozen=True, slots=True)
class Locked:
    """Nothing is checked for so many minutes, neither right nor wrong."""

    minutes: int
    kind: Literal["locked"] = "locked"


PinCheck = Verified | Wrong | Locked
"""What a check of the PIN ends in."""


@event
class AgreementLockedOut(Event):
    """Too many wrong PINs: an agreement is locked for a time.

    Attributes:
        agreement_id: which agreement.
        citizen_id: whose.
        locked_until: when a PIN is checked again.
        caller: the calling number in E.164, None where it was hidden.
    """

    agreement_id: int
    citizen_id: int
    locked_until: datetime
    caller: str | None


@event
class AgreementConcluded(Event):
    """An agreement was concluded at the counter; nothing secret is in here.

    Attributes:
        agreement_id: which agreement.
        citizen_id: whose.
        by: which clerk concluded it.
        language: the citizen's.
        phones: every verified number, the one before this included: if somebody else passed for
            the citizen, the citizen hears of it.
        emails: every verified address, likewise. Both are empty where nobody is to be told, as at
            the import of a town.
    """

    agreement_id: int
    citizen_id: int
    by: str
    language: Language = Language.CS
    phones: tuple[str, ...] = ()
    emails: tuple[str, ...] = ()


@event
class AgreementReset(Event):
    """The PIN and the password of an agreement were made void at the counter, for new ones.

    Attributes: see `AgreementConcluded`.
    """

    agreement_id: int
    citizen_id: int
    by: str
    language: Language
    phones: tuple[str, ...]
    emails: tuple[str, ...]


@event
class AgreementSecretChanged(Event):
    """The PIN or the password of an agreement was changed by whoever had proven the one before.

    Attributes: see `AgreementConcluded`.
    """

    agreement_id: int
    citizen_id: int
    by: str
    language: Language
    phones: tuple[str, ...]
    emails: tuple[str, ...]


@event
class AgreementEnded(Event):
    """An agreement is over: its login opens nothing any more.

    Attributes: see `AgreementConcluded`.
    """

    agreement_id: int
    citizen_id: int
    by: str
    language: Language
    phones: tuple[str, ...]
    emails: tuple[str, ...]
