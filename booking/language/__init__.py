"""Names and wording by language."""

from booking.language.wording import Language, Wording

__all__ = ["Language", "Wording"]
