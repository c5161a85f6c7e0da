"""What a benchmark found: figures with stable names, for people and for machines."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Literal

from rich.table import Table


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured value.

    The name never changes, so that figures of different versions can be compared. `aim` is the
    value to keep (`better` says on which side of it); None where the figure only explains others.
    """

    name: str
    value: float
    unit: str
    aim: float | None
    better: Literal["lower", "higher"]

    @property
    def missed(self) -> bool:
        """Whether there is an aim and the value is on its wrong side."""
        if self.aim is None:
            return False
        return self.value > self.aim if self.better == "lower" else self.value < self.aim


def as_json(figures: Iterable[Figure]) -> str:
    """The list for machines."""
    return json.dumps([asdict(figure) for figure in figures], indent=1)


def as_table(title: str, figures: Iterable[Figure]) -> Table:
    """The table for people: one figure a row, its aim and whether it was kept."""
    table = Table(title=title, title_justify="left")
    table.add_column("figure")
    table.add_column("value", justify="right")
    table.add_column("unit")
    table.add_column("aim", justify="right")
    table.add_column("kept")
    for figure in figures:
        aim = "" if figure.aim is None else f"{_sign(figure)} {_number(figure.aim)}"
        kept = "" if figure.aim is None else ("[red]no[/red]" if figure.missed else "yes")
        table.add_row(figure.name, _number(figure.value), figure.unit, aim, kept)
    return table


def _sign(figure: Figure) -> str:
    return "≤" if figure.better == "lower" else "≥"


def _number(value: float) -> str:
    return f"{value:.0f}" if float(value).is_integer() else f"{value:.2f}"
