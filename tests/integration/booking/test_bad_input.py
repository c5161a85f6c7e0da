"""Every entry of the backend with values that cannot be: refused, with nothing changed."""

from __future__ import annotations

import inspect
import types
from collections.abc import Callable, Iterator, Mapping
from dataclasses import MISSING, fields, is_dataclass
from datetime import UTC, date, datetime, timedelta
from enum import Enum
from pathlib import Path
from typing import Any, Union, get_args, get_origin, get_type_hints

import pytest

from booking.api import Backend, BookingError, Language, Secret, SetClock, Unavailable
from booking.ground.database import Database
from booking.town.catalogue import apply_catalogue
from tests.conftest import MakeDatabase
from tests.support.databases import CHEAP_HASHING
from tests.support.small_town.base import now
from tests.support.small_town.description import BEGINS, catalogues
from tests.support.small_town.rows import Rows, WatchedRows

SOON = BEGINS + timedelta(days=3)
TEXTS = ("", "\x00", "a\ud800", "x" * 100_000, "'; DROP TABLE visits; --", "ž" * 250)
NUMBERS = (2**63, -(2**63) - 1, 10**40, 2**31, -1, 0)
MOMENTS = (
    datetime(2026, 10, 26, 8),  # noqa: DTZ001  without a zone on purpose
    datetime.min.replace(tzinfo=UTC),
    datetime.max.replace(tzinfo=UTC),
)
DAYS = (date.min, date.max)
KNOWN = {
    "activity": "cards.new",
    "office": "north",
    "counter": "north-1",
    "service": "cards",
    "phone": "+420777654321",
    "caller": "+420777654321",
    "email": "marie@posta.example",
}


COUNTS_TRIES = {"agreements.verify", "logins.log_in"}
"""What is wrong there is refused, and is to be remembered."""
CHECKED_BEFORE = {"imports.put_application"}
"""Takes a record that has checked itself; see the tests of the import."""


class Unknown(Exception):
    """A type of which the test cannot make a value."""


def plain(name: str, kind: Any) -> Any:  # noqa: ANN401, C901, PLR0911, PLR0912  one line a kind
    """A value that could be."""
    origin, inner = get_origin(kind), get_args(kind)
    if origin in (Union, types.UnionType):
        return plain(name, next(one for one in inner if one is not types.NoneType))
    if kind is str:
        return KNOWN.get(name, "x")
    if kind is bool:
        return False
    if kind is int:
        return 1
    if kind is datetime:
        return SOON
    if kind is date:
        return SOON.date()
    if kind is bytes:
        return b"x"
    if kind is Secret:
        return Secret("12345678")
    if isinstance(kind, type) and issubclass(kind, Enum):
        return next(iter(kind))
    if isinstance(kind, type) and is_dataclass(kind):
        return made(kind)
    if origin in (tuple, list, set, frozenset) or (origin and issubclass(origin, list | tuple)):
        return origin([plain(name, inner[0])])
    if origin is not None and issubclass(origin, Mapping):
        return {}
    if origin is not None and issubclass(origin, types.GenericAlias | list) is False and inner:
        return [plain(name, inner[0])]
    raise Unknown(f"{name}: {kind}")


def made(kind: type, **given: Any) -> Any:  # noqa: ANN401  of that type
    """One of a dataclass."""
    hints = get_type_hints(kind)
    needed = {
        field.name: plain(field.name, hints[field.name])
        for field in fields(kind)
        if field.init and field.default is MISSING and field.default_factory is MISSING
    }
    return kind(**(needed | given))


def hostile(name: str, kind: Any) -> Iterator[Any]:  # noqa: ANN401, C901  one line a kind
    """Values of the type that cannot be, or nearly."""
    inner = get_args(kind)
    if get_origin(kind) in (Union, types.UnionType):
        for one in inner:
            yield from hostile(name, one)
    elif kind is str:
        yield from TEXTS
    elif kind is int:
        yield from NUMBERS
    elif kind is datetime:
        yield from MOMENTS
    elif kind is date:
        yield from DAYS
    elif isinstance(kind, type) and is_dataclass(kind) and kind is not Secret:
        for field, hint in get_type_hints(kind).items():
            if field in {one.name for one in fields(kind) if one.init}:
                for value in hostile(field, hint):
                    yield made(kind, **{field: value})
    elif kind is Secret:
        yield from (Secret(text) for text in TEXTS)


def entries(backend: Backend) -> Iterator[tuple[str, Callable[..., Any]]]:
    """All that can be asked of the backend."""
    for name, service in vars(backend).items():
        if type(service).__module__.startswith("booking.") and not isinstance(service, Database):
            for method_name in dir(service):
                # what is not public is not even looked at: some of it can only be had of the class
                if method_name.startswith("_"):
                    continue
                if inspect.iscoroutinefunction(method := getattr(service, method_name)):
                    yield f"{name}.{method_name}", method


def calls(method: Callable[..., Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """The call with one impossible value at a time; the field, and the arguments."""
    of = inspect.unwrap(method)
    hints = get_type_hints(of)
    names = [name for name in inspect.signature(method).parameters if name in hints]
    needed = {
        name: plain(name, hints[name])
        for name in names
        if inspect.signature(method).parameters[name].default is inspect.Parameter.empty
    }
    for name in names:
        for value in hostile(name, hints[name]):
            yield name, needed | {name: value}


@pytest.fixture
def small(make_database: MakeDatabase, tmp_path: Path) -> Iterator[Backend]:
    clock = SetClock(BEGINS)
    address = make_database("empty", clock).address
    database = Database(address, clock, inline=True)
    described = catalogues(tmp_path / "files")[0]
    database.run(lambda tx: apply_catalogue(tx, described))
    yield Backend(database, clock, CHEAP_HASHING)
    database.close()


@pytest.fixture
def rows(small: Backend) -> Iterator[Rows]:
    with WatchedRows.of(small.database) as watched:
        yield watched


def test_whoever_watches_the_rows_sees_each_change(small: Backend, rows: Rows) -> None:
    for number in range(3):
        before = rows.contents()
        assert rows.contents() == before
        now(small.rings.request(phone=f"+42077765432{number}", dialog="x", language=Language.CS))
        assert len(rows.contents()["rings"]) == len(before["rings"]) + 1


def test_what_cannot_be_is_refused_by_every_entry_and_changes_nothing(  # noqa: C901  one way out a line
    small: Backend, rows: Rows
) -> None:
    wrong: list[str] = []
    asked = 0
    for name, method in entries(small):
        if name in CHECKED_BEFORE:
            continue
        try:
            tried = list(calls(method))
        except Unknown as error:
            wrong.append(f"{name}: the test has no value for {error}")
            continue
        before = rows.contents()
        for field, arguments in tried:
            asked += 1
            what = f"{name}({field}={arguments[field]!r:.60})"
            try:
                now(method(**arguments))
            except Unavailable as error:
                wrong.append(f"{what}: Unavailable {error}")
            except BookingError as error:
                if not (error.field and error.reason):
                    wrong.append(f"{what}: {type(error).__name__} names no field or no reason")
            except Exception as error:  # noqa: BLE001  that is what is looked for
                wrong.append(f"{what}: {type(error).__name__} {error!s:.80}")
            else:
                before = rows.contents()
                continue
            if (after := rows.contents()) != before and name not in COUNTS_TRIES:
                wrong.append(f"{what}: changed something")
            before = after
    assert asked > 1000
    assert not wrong, f"{len(wrong)} of {asked}:\n" + "\n".join(wrong)
