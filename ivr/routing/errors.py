"""What can go wrong with routing."""

from __future__ import annotations


class RoutingError(Exception):
    """The docstring of each class is its message for people who run Linka."""

    def __str__(self) -> str:
        said = super().__str__()
        return said or (self.__doc__ or "").strip().splitlines()[0]


class OfferOver(RoutingError):
    """The offer is over: it was missed, refused or withdrawn, or the caller is gone."""


class NotOnDuty(RoutingError):
    """Nobody who works here has this username."""


class BadState(RoutingError):
    """An operator chooses among available, break and offline; the rest follows from calls."""


class UnknownCall(RoutingError):
    """The call never asked for a person."""


class UnknownCode(RoutingError):
    """The town's routing has no such reason for a break or result of a call."""


class RoutingFileError(RoutingError):
    """A file cannot be used; the message names the file, the place and the reason."""
