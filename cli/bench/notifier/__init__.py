"""`./linka bench notifier`: how soon and how fast messages are handed over.

`doubles` stands at the other end, here and where workers are killed.
"""

from cli.bench.notifier.running import measure

__all__ = ["measure"]
