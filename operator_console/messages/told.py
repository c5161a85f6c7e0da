"""'Was I told?': every message to or about somebody, with its whole way, for them and for a court.

The look-up writes itself into the audit, and names the last seal of it.
"""

from __future__ import annotations

from fastapi.responses import Response

from booking.api import NotFound
from notifier.api import Subject, Told, days_span
from operator_console.console import Here
from operator_console.messages import view
from operator_console.messages.names import Names
from operator_console.messages.wanted import all_kept, subject, typed


async def page(
    here: Here, names: Names, when: view.When, who: str, first: str, last: str
) -> Response:
    """The form; with `who` also the answer."""
    chosen = all_kept(first, last, here.today, here.console.config.message_days[1])
    meant = subject(who)
    found, trouble = None, "who" if who.strip() and meant is None else ""
    if meant is not None:
        span = days_span(chosen.first, chosen.last, here.zone)
        try:
            found = await here.messages.told(meant, span, by=here.member.username)
        except NotFound:
            trouble = "nobody"
    return await here.page(
        "messages/templates/told.html.j2",
        status=422 if trouble else 200,
        who=typed(who),
        chosen=chosen,
        today=here.today,
        trouble=trouble,
        found=found,
        asked=None if found is None else _asked(found, here, names, when),
        sheets=[]
        if found is None
        else [view.sheet(one, names, when, whole=True) for one in found.messages],
        text_days=here.console.config.message_days[0],
        row_days=here.console.config.message_days[1],
        zone=here.zone.key,
    )


def _asked(found: Told, here: Here, names: Names, when: view.When) -> dict[str, str]:
    """Who asked for what and when, in words."""
    checked = found.audit_checked_at
    return {
        "subject": _named(found.subject, names, here),
        "at": when.exact(found.asked_at),
        "by": here.member.name,
        "seal": found.audit_seal or "",
        "checked": "" if checked is None else when.exact(checked),
    }


def _named(meant: Subject, names: Names, here: Here) -> str:
    if meant.citizen is not None:
        return here.say("messages.told.citizen", n=meant.citizen)
    if meant.about is not None:
        return names.about(meant.about)
    return here.say("messages.told.recipient", recipient=meant.recipient or "")
