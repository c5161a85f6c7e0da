"""What can go wrong in the backend.

Every error carries no transport: the edges turn it into speech, a page or an HTTP status.
"""

from __future__ import annotations


class BookingError(Exception):
    """The docstring of each class is its message for people who run Linka."""

    def __str__(self) -> str:
        said = super().__str__()
        return said or (self.__doc__ or "").strip().splitlines()[0]


class Refused(BookingError):
    """The request cannot be carried out as it is."""

    def __init__(self, field: str, reason: str) -> None:
        super().__init__(f"{field}: {reason}")
        self.field = field
        self.reason = reason


class NotFound(BookingError):
    """There is no such record."""


class SlotTaken(BookingError):
    """The slot was taken by somebody else in the meantime."""


class NotBookable(SlotTaken, Refused):
    """The time cannot be booked, be it taken or not.

    To whoever chose it from a list it is as one that was taken meanwhile; `reason` says why.
    """

    def __init__(self, reason: str) -> None:
        Refused.__init__(self, "slot", reason)


class HoldExpired(BookingError):
    """The slot was kept for a while, and that time is over."""


class LimitReached(BookingError):
    """The town lets one person or one number have no more of this; an operator may allow it.

    Attributes:
        limit: which one, a field of `PersonLimits`; empty where it is not known any more.
        most: how many there may be.
        found: how many there are.
    """

    def __init__(self, limit: str = "", most: int = 0, found: int = 0) -> None:
        super().__init__(f"{limit or 'a limit'}: at most {most}, there are {found}")
        self.limit = limit
        self.most = most
        self.found = found


class AgreementLocked(BookingError):
    """Too many wrong PINs: this agreement or this calling number is locked for a time."""


class WrongCredentials(BookingError):
    """The login or the PIN does not match."""


class TownFileError(BookingError):
    """The town's description has an error; the message names the file, the place and the reason."""

    def __init__(self, file: str, place: str, reason: str) -> None:
        super().__init__(": ".join(part for part in (file, place, reason) if part))
        self.file = file
        self.place = place
        self.reason = reason


class Unavailable(BookingError):
    """The database cannot be reached or refuses to work now."""


class NewerSchema(BookingError):
    """The data belong to a newer version of Linka; start that version instead."""
