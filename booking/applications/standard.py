"""The states that a kind has when its town says nothing else.

Each name follows the name of the kind, which may be of any gender: 'Žádost o kácení dřevin',
'Ohlášení stavby', 'Podnět'. So none has a participle that would have to agree with it.

The Administrative Procedure Code (500/2004 Sb.): a flawed filing is sent back for completion
(§ 45), a proceeding is suspended (§ 64) or stopped (§ 66), and a refusal goes on when an appeal
succeeds (§ 90).
"""

from __future__ import annotations

from booking.applications.states import DeadlineClock, KindState, Stage
from booking.language import Wording

STANDARD: tuple[KindState, ...] = (
    KindState(
        "received",
        Wording("čeká na zpracování", "is waiting to be processed", "очікує на опрацювання"),
        Wording("Čeká na zpracování", "Waiting"),
        Stage.UNDER_WAY,
        DeadlineClock.RUNS,
        ("processing", "awaiting", "stopped", "closed"),
    ),
    KindState(
        "processing",
        Wording("se vyřizuje", "is being processed", "опрацьовується"),
        Wording("Vyřizuje se", "Being processed"),
        Stage.UNDER_WAY,
        DeadlineClock.RUNS,
        ("awaiting", "suspended", "ready", "granted", "refused", "stopped", "closed"),
    ),
    KindState(
        "awaiting",
        Wording(
            "čeká na doplnění z vaší strany",
            "is waiting for documents from you",
            "очікує на доповнення від вас",
        ),
        Wording("Čeká na doplnění", "Waiting for documents"),
        Stage.WAITING,
        DeadlineClock.STANDS,
        ("processing", "suspended", "refused", "stopped"),
    ),
    KindState(
        "suspended",
        Wording(
            "má přerušené řízení", "has its proceedings suspended", "має призупинене провадження"
        ),
        Wording("Řízení přerušeno", "Suspended"),
        Stage.WAITING,
        DeadlineClock.STANDS,
        ("processing", "stopped"),
    ),
    KindState(
        "ready",
        Wording(
            "má výsledek připravený k převzetí",
            "has its result ready for collection",
            "має результат, готовий до отримання",
        ),
        Wording("Připraveno k převzetí", "Ready for collection"),
        Stage.SUCCEEDED,
        DeadlineClock.NONE,
        ("closed",),
    ),
    KindState(
        "granted",
        Wording("má kladné rozhodnutí", "has been decided in your favour", "має позитивне рішення"),
        Wording("Kladné rozhodnutí", "Granted"),
        Stage.SUCCEEDED,
        DeadlineClock.NONE,
        ("closed",),
    ),
    KindState(
        "refused",
        Wording("má zamítavé rozhodnutí", "has been refused", "має рішення про відмову"),
        Wording("Zamítnuto", "Refused"),
        Stage.FAILED,
        DeadlineClock.NONE,
        ("processing", "closed"),
    ),
    KindState(
        "stopped",
        Wording("má zastavené řízení", "has its proceedings stopped", "має припинене провадження"),
        Wording("Řízení zastaveno", "Stopped"),
        Stage.FAILED,
        DeadlineClock.NONE,
        ("closed",),
    ),
    KindState(
        "closed",
        Wording("má vyřízení ukončené", "has been closed", "має завершений розгляд"),
        Wording("Ukončeno", "Closed"),
        Stage.OVER,
        DeadlineClock.NONE,
    ),
)
"""In the order of a proceeding; an application begins in the first."""

BY_CODE: dict[str, KindState] = {state.code: state for state in STANDARD}
