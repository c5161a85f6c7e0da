"""One's own matters: visits, applications, language and pace of speech, messages."""

from __future__ import annotations

from booking.api import Backend, Language
from ivr.call.call import Call
from ivr.call.prompts import phrase
from ivr.dialogs.cancel_visit import cancel_visit
from ivr.dialogs.my_applications import my_applications
from ivr.dialogs.my_messages import my_messages
from ivr.dialogs.registry import Next, dialog

LANGUAGES = {"1": Language.CS, "2": Language.UK, "3": Language.EN}


@dialog("my_account")
async def my_account(call: Call, backend: Backend) -> Next:
    """What a citizen looks after."""
    matter = await call.choose("account", phrase("account.options"), MATTERS)
    return await matter(call, backend)


async def speech(call: Call, backend: Backend) -> Next:
    """Language and pace; for the rest of the call, and for a verified citizen from now on."""
    language = await call.choose("language", phrase("account.language"), LANGUAGES)
    call.record.speak(language)
    slow = await call.choose("pace", phrase("account.pace"), {"1": True, "2": False})
    call.record.slow_down(slow)
    call.say(phrase("slower.on" if slow else "slower.off"))
    citizen_id = call.note("who", call.citizen_id, int | None)
    if citizen_id is not None:
        await call.command(
            "remember", backend.citizens.remember_speech, citizen_id, language, slow=slow
        )
        call.say(phrase("account.saved"))
    return Next.MAIN


MATTERS = {"1": cancel_visit, "2": my_applications, "3": speech, "4": my_messages}
"""By key."""
