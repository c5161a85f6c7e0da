"""What can go wrong in the backend.

Every error carries no transport: the edges turn it into speech, a page or an HTTP status.
"""

from __future__ import annotations


class BookingError(Exception):
    """The docstring of each class is its message for people who run Linka.

    Attributes:
        field: what of the request it is about, as the argument or its part is called; empty where
            it is about none, as when the database is away.
        reason: why.
    """

    field: str = ""

    def __init__(self, reason: str = "", field: str = "") -> None:
        self.reason = reason or (self.__doc__ or "").strip().splitlines()[0]
        if field:
            self.field = field
        super().__init__(f"{field}: {self.reason}" if field else self.reason)


class Refused(BookingError):
    """The request cannot be carried out as it is."""

    def __init__(self, field: str, reason: str) -> None:
        super().__init__(reason, field)


class NotFound(BookingError):
    """There is no such record."""

    def __init__(self, field: str = "record", named: object = None) -> None:
        """Say what is not there.

        Args:
            field: what kind of record it is.
            named: its number or its code, None where that tells nothing.
        """
        super().__init__("there is none" if named is None else f"there is no {named!r}", field)


class SlotTaken(BookingError):
    """The slot was taken by somebody else in the meantime."""

    field = "slot"


class NotBookable(SlotTaken, Refused):
    """The time cannot be booked, be it taken or not.

    To whoever chose it from a list it is as one that was taken meanwhile; `reason` says why.
    """

    def __init__(self, reason: str) -> None:
        Refused.__init__(self, "slot", reason)


class HoldExpired(BookingError):
    """The slot was kept for a while, and that time is over."""

    field = "hold"


class LimitReached(BookingError):
    """The town lets one person or one number have no more of this; an operator may allow it.

    Attributes:
        limit: which one, a field of `PersonLimits`; empty where it is not known any more.
        most: how many there may be.
        found: how many there are.
    """

    def __init__(self, limit: str = "", most: int = 0, found: int = 0) -> None:
        super().__init__(f"at most {most}, there are {found}", limit or "limit")
        self.limit = limit
        self.most = most
        self.found = found


class TownFileError(BookingError):
    """The town's description has an error; the message names the file, the place and the reason."""

    def __init__(self, file: str, place: str, reason: str) -> None:
        super().__init__(reason, ": ".join(part for part in (file, place) if part))
        self.file = file
        self.place = place


class Unavailable(BookingError):
    """The database cannot be reached or refuses to work now."""


class NewerSchema(BookingError):
    """The data belong to a newer version of Linka; start that version instead."""
