"""Steps on a terminal: what is being done, a tick, how long it took."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import TracebackType
from typing import Self

from rich.console import Console
from rich.markup import escape
from rich.progress import Progress, SpinnerColumn, TaskID, TextColumn, TimeElapsedColumn

Say = Callable[[str], None]


class Screen:
    """Shows steps, several at once if need be.

    On a terminal a running step turns and tells its progress; elsewhere each step is one line
    when it is done. With `to_stderr` standard output stays free for programs.
    """

    def __init__(self, *, to_stderr: bool = False) -> None:
        self.console = Console(stderr=to_stderr, highlight=False)
        self._turning = Progress(
            SpinnerColumn(style="cyan"),
            TextColumn("{task.description}"),
            TimeElapsedColumn(),
            TextColumn("[dim]{task.fields[word]}"),
            console=self.console,
            transient=True,
        )

    def __enter__(self) -> Self:
        if self.console.is_terminal:
            self._turning.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._turning.stop()

    @contextmanager
    def step(self, title: str) -> Iterator[Say]:
        """Do something that takes time; the block is given a function to tell its progress by."""
        began = time.monotonic()
        task = self._turning.add_task(escape(title), word="")
        remark = [""]

        def say(word: str) -> None:
            remark[0] = word
            self._turning.update(task, word=escape(word))

        try:
            yield say
        except BaseException:
            self._done(task, f"[red]✗[/] {escape(title)}")
            raise
        took = time.monotonic() - began
        self._done(task, f"[green]✓[/] {escape(title):<36} [dim]{took:5.1f} s  {escape(remark[0])}")

    def line(self, text: str = "") -> None:
        """Print a line, which may hold rich's markup."""
        self.console.print(text, soft_wrap=True)

    def _done(self, task: TaskID, text: str) -> None:
        self._turning.remove_task(task)
        self.line(text)
