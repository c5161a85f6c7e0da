"""The message of a call that we place. Anybody may pick up, so nothing personal is said."""

from __future__ import annotations

from booking.api import Backend, Matter, RingOutcome, Speech, parse_phone
from ivr.call.call import Call
from ivr.call.errors import Back, TriesUsedUp
from ivr.call.prompts import Prompt, phrase, together
from ivr.dialogs.registry import Next
from ivr.dialogs.waitlist import OfferPrompt

HOME = "+420"

VISIT = {
    Matter.BOOKED: "voice.booked",
    Matter.MOVED: "voice.moved",
    Matter.CANCELLED: "voice.cancelled",
    Matter.REMINDER: "voice.reminder",
}
"""What is said of a visit."""


async def voice_message(
    call: Call, backend: Backend, ring_id: int, speech: Speech, number: str
) -> Next:
    """Say it, and take the key that confirms it.

    It is said to its end whatever is keyed: nobody confirms what they have not heard. Silence
    brings all of it once more, which an answering machine has the end of, and then a farewell.

    Args:
        call: the call, answered.
        backend: the backend.
        ring_id: the ring that it is about.
        speech: what is to be said.
        number: the town's, to ring back.
    """
    told = together(*await _parts(call, backend, speech, number))
    prompt = OfferPrompt(told, phrase("voice.answer"))
    await call.fetch("voice.heard", _hear, call, prompt)
    await call.command("voice.reached", backend.rings.reached, ring_id, RingOutcome.HEARD)
    try:
        await call.choose("voice.answer", prompt, {"1": True}, confirms=True, silence=prompt)
    except (Back, TriesUsedUp):
        pass  # it was heard, and that is noted
    else:
        confirmed = RingOutcome.CONFIRMED
        await call.command("voice.confirmed", backend.rings.reached, ring_id, confirmed)
        call.say(phrase("voice.confirmed"))
    call.say(phrase("goodbye"))
    return Next.END


async def _parts(call: Call, backend: Backend, speech: Speech, number: str) -> list[Prompt]:
    ring_back = phrase("voice.number", number=spoken(number))
    if speech.matter is Matter.APPLICATION or speech.start is None or speech.office is None:
        return [phrase("voice.about_application"), phrase("voice.application"), ring_back]
    start = speech.start.astimezone(backend.clock.zone)
    office = await call.fetch("voice.office", backend.catalogue.office, speech.office)
    matter = phrase(VISIT[speech.matter], start=start, place=office.address)
    return [phrase("voice.about_visit"), matter, ring_back]


async def _hear(call: Call, prompt: OfferPrompt) -> bool:
    await call.tell(prompt.offer)
    prompt.just_heard = True
    return True


def spoken(number: str) -> str:
    """The digits by which a number is told: as it is dialled at home, where it is from there."""
    known = parse_phone(number) or number
    return known.removeprefix(HOME).removeprefix("+")
