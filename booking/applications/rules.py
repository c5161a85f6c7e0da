"""How an application may go on, and how its state is told."""

from __future__ import annotations

from booking.applications.model import ApplicationState
from booking.errors import Refused
from booking.language import Wording

_S = ApplicationState

TRANSITIONS: dict[ApplicationState, frozenset[ApplicationState]] = {
    _S.RECEIVED: frozenset({_S.PROCESSING, _S.AWAITING, _S.STOPPED, _S.CLOSED}),
    _S.PROCESSING: frozenset(
        {_S.AWAITING, _S.SUSPENDED, _S.READY, _S.GRANTED, _S.REFUSED, _S.STOPPED, _S.CLOSED}
    ),
    _S.AWAITING: frozenset({_S.PROCESSING, _S.SUSPENDED, _S.REFUSED, _S.STOPPED}),
    _S.SUSPENDED: frozenset({_S.PROCESSING, _S.STOPPED}),
    _S.READY: frozenset({_S.CLOSED}),
    _S.GRANTED: frozenset({_S.CLOSED}),
    _S.REFUSED: frozenset({_S.PROCESSING, _S.CLOSED}),
    _S.STOPPED: frozenset({_S.CLOSED}),
    _S.CLOSED: frozenset(),
}
"""Where each state may lead. The Administrative Procedure Code (500/2004 Sb.): a flawed filing is
sent back for completion (§ 45), a proceeding is suspended (§ 64) or stopped (§ 66), and a refusal
goes on when an appeal succeeds (§ 90)."""

RUNNING = frozenset({_S.RECEIVED, _S.PROCESSING})
"""The states in which a deadline runs; in the others none is told."""


def check_transition(before: ApplicationState, after: ApplicationState) -> None:
    """Let a permitted change pass.

    Raises:
        Refused: an application in this state does not become that one.
    """
    if after not in TRANSITIONS[before]:
        raise Refused("state", f"an application that is {before} does not become {after}")


STATE_NAMES: dict[ApplicationState, Wording] = {
    _S.RECEIVED: Wording(
        "čeká na zpracování", "is waiting to be processed", "очікує на опрацювання"
    ),
    _S.PROCESSING: Wording("se vyřizuje", "is being processed", "опрацьовується"),
    _S.AWAITING: Wording(
        "čeká na doplnění z vaší strany",
        "is waiting for documents from you",
        "очікує на доповнення від вас",
    ),
    _S.SUSPENDED: Wording(
        "má přerušené řízení", "has its proceedings suspended", "має призупинене провадження"
    ),
    _S.READY: Wording(
        "má výsledek připravený k převzetí",
        "has its result ready for collection",
        "має результат, готовий до отримання",
    ),
    _S.GRANTED: Wording(
        "má kladné rozhodnutí", "has been decided in your favour", "має позитивне рішення"
    ),
    _S.REFUSED: Wording("má zamítavé rozhodnutí", "has been refused", "має рішення про відмову"),
    _S.STOPPED: Wording(
        "má zastavené řízení", "has its proceedings stopped", "має припинене провадження"
    ),
    _S.CLOSED: Wording("má vyřízení ukončené", "has been closed", "має завершений розгляд"),
}
"""Each follows the name of the application, which may be of any gender: 'Žádost o kácení dřevin',
'Ohlášení stavby', 'Podnět'. So none has a participle that would have to agree with it."""
