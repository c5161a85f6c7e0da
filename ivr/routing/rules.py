"""`routing.yaml`: how a town lets its callers be answered."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path
from typing import Annotated, Any, Self, TypeVar

import yaml
from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationError,
    model_validator,
)

from booking.api import Language, Wording
from ivr.routing.errors import RoutingFileError
from ivr.routing.model import MISSED_BREAK, Need, NeedKind, Priority

Level = Annotated[int, Field(ge=0, le=5)]
LanguageLevel = Annotated[int, Field(ge=1, le=5)]
Seconds = Annotated[float, Field(ge=0, le=86_400)]
Code = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]*$", max_length=40)]


def _wording(value: Any) -> Any:  # noqa: ANN401  whatever the YAML holds
    return Wording.of(value) if isinstance(value, dict) else value


Words = Annotated[Wording, BeforeValidator(_wording)]


class Strict(BaseModel):
    """A misspelt field is an error."""

    model_config = ConfigDict(extra="forbid", frozen=True)


M = TypeVar("M", bound=Strict)


class Levels(Strict):
    """What is asked of an operator. A service may be at 0: anybody will do. A language may not,
    for nobody is helped by a person who does not understand them.
    """

    service: Level = 3
    language: LanguageLevel = 3


class Relaxation(Levels):
    """From so many seconds of waiting on, no more than these levels are asked for."""

    after: Seconds


class Rules(Strict):
    """How operators and callers come together. Times in seconds.

    Attributes:
        needs: the levels asked for at first.
        relax: what is asked for later, the earliest first.
        targets: within which an answer is aimed at, by priority. Whoever has waited most relative
            to the target is next.
        ring_seconds: after which a ring is missed.
        misses_before_break: so many missed rings in a row end in a break; a single one does not.
        refused_seconds: for which a refused request is not offered to the same operator again.
        reconnect_seconds: for which a caller waits for the operator whose line broke off.
        wrap_up_seconds: after a talk, unless the operator is ready earlier.
        forget_seconds: a wait longer ago tells nothing about one now.
        keep_days: what the policy saw is kept for so long; the reason of an offer stays with it.
        breaks: reasons that an operator can give, by code.
        results: what became of a call, by code.
    """

    needs: Levels = Levels()
    relax: tuple[Relaxation, ...] = (
        Relaxation(after=20, service=2, language=2),
        Relaxation(after=45, service=1, language=1),
        Relaxation(after=90, service=0, language=1),
    )
    targets: dict[Priority, Annotated[float, Field(gt=0)]] = {
        Priority.LOW: 60,
        Priority.NORMAL: 20,
        Priority.HIGH: 10,
    }
    ring_seconds: Annotated[float, Field(ge=5, le=120)] = 20
    misses_before_break: Annotated[int, Field(ge=1, le=20)] = 3
    refused_seconds: Seconds = 60
    reconnect_seconds: Annotated[float, Field(ge=5, le=120)] = 20
    wrap_up_seconds: Seconds = 60
    forget_seconds: Seconds = 3600
    keep_days: Annotated[int, Field(ge=1, le=3650)] = 30
    breaks: dict[Code, Words] = {}
    results: dict[Code, Words] = {}

    @model_validator(mode="after")
    def _sound(self) -> Self:
        if any(later.after <= earlier.after for earlier, later in pairwise(self.relax)):
            raise ValueError("relax: the steps must come in the order of their time")
        levels: list[Levels] = [self.needs, *self.relax]
        if any(b.service > a.service or b.language > a.language for a, b in pairwise(levels)):
            raise ValueError("relax: a later step may not ask for more")
        if set(self.targets) != set(Priority):
            raise ValueError(f"targets: one for each of {', '.join(Priority)}")
        if MISSED_BREAK in self.breaks:
            raise ValueError(f"breaks: {MISSED_BREAK} is given by missed rings, nobody chooses it")
        return self

    def needs_of(self, service: str | None, language: Language) -> tuple[Need, ...]:
        """The needs of a caller: the service weighs more than the language among those who fit."""
        spoken = Need(language.value, self.needs.language, NeedKind.LANGUAGE)
        if service is None:
            return (spoken,)
        return Need(service, self.needs.service, NeedKind.SERVICE), spoken


def read_rules(path: Path) -> Rules:
    """The rules in a file; the built-in ones where a town has none.

    Raises:
        RoutingFileError: the file cannot be used.
    """
    return read_yaml(path, Rules) if path.exists() else Rules()


def read_yaml(path: Path, schema: type[M]) -> M:
    """The content of a file.

    Raises:
        RoutingFileError: it is not there, is no YAML, or does not fit.
    """
    try:
        return schema.model_validate(yaml.safe_load(path.read_text("utf-8")) or {})
    except OSError as error:
        raise RoutingFileError(f"{path}: {error.strerror}") from error
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise RoutingFileError(f"{path}: {error}") from error
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        place = ".".join(str(part) for part in first["loc"]) or "the file"
        raise RoutingFileError(f"{path}: {place}: {first['msg']}") from error
