"""`./linka bench booking`: the search for free slots, and how fast visits are booked."""

from cli.bench.booking.running import measure

__all__ = ["measure"]
