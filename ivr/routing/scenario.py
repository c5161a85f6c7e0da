"""What `./linka simulate` reads: a load and a staff. All times in seconds."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Self

from pydantic import Field, model_validator

from booking.api import Language
from ivr.routing.model import Priority
from ivr.routing.rules import Rules, Strict

Positive = Annotated[float, Field(gt=0)]
Level = Annotated[int, Field(ge=1, le=5)]


class Shape(StrEnum):
    """How handling times spread around their mean."""

    EXPONENTIAL = "exponential"
    FIXED = "fixed"


class Load(Strict):
    """Callers of one kind.

    Attributes:
        per_hour: how many ring on average, at random (Poisson).
        handling: mean of the talk.
        patience: mean time (exponential) after which they hang up; None: they wait for ever.
    """

    name: str
    per_hour: Positive
    handling: Positive
    shape: Shape = Shape.EXPONENTIAL
    patience: Positive | None = None
    service: str | None = None
    language: Language = Language.CS
    priority: Priority = Priority.NORMAL


class Crew(Strict):
    """So many operators who know the same."""

    name: str
    count: Annotated[int, Field(ge=1, le=500)]
    skills: dict[str, Level]


class Scenario(Strict):
    """The whole file.

    Attributes:
        hours: simulated, after `warm_up_hours` that are not counted.
        within: the service level counts answers within so many seconds.
        wrap_up: how long operators take after a talk.
        pick_up: until a ring is answered; the caller waits so long too.
        rules: as in a town's routing.yaml.
    """

    seed: int = 1
    hours: Annotated[float, Field(gt=0, le=10_000)] = 100
    warm_up_hours: Annotated[float, Field(ge=0, le=100)] = 1
    within: Positive = 20
    wrap_up: Annotated[float, Field(ge=0)] = 0
    pick_up: Annotated[float, Field(ge=0)] = 0
    load: Annotated[tuple[Load, ...], Field(min_length=1)]
    operators: Annotated[tuple[Crew, ...], Field(min_length=1)]
    rules: Rules = Rules()

    @model_validator(mode="after")
    def _names_apart(self) -> Self:
        for things in ([one.name for one in self.load], [one.name for one in self.operators]):
            if len(set(things)) < len(things):
                raise ValueError("two have the same name")
        return self
