"""The menu call as Asterisk's own dialplan, and the way into the bare ARI application."""

from __future__ import annotations

from cli.bench.journey import Journey

PLAIN, BARE = "bench-plain", "bench-bare"
"""The numbers that a benchmark rings besides the town's."""

BARE_APPLICATION = "bench-bare"


def dialplan(journey: Journey, context: str) -> str:
    """Extensions to add to the context that the trunk's calls come in at.

    One context a prompt; the key that the journey presses there leads to the next one.
    """
    lines = [
        f"[{context}]",
        f"exten => {PLAIN},1,Answer()",
        " same => n,Goto(bench-0,s,1)",
        f"exten => {BARE},1,Stasis({BARE_APPLICATION})",
        " same => n,Hangup()",
    ]
    keys = (*journey.keys, None)
    for place, (prompt, key) in enumerate(zip(journey.prompts, keys, strict=True)):
        lines += [
            f"[bench-{place}]",
            f"exten => s,1,Background({'&'.join(prompt.sounds)})",
            " same => n,WaitExten(10)",
        ]
        if key is not None:
            lines.append(f"exten => {key},1,Goto(bench-{place + 1},s,1)")
    return "\n".join(lines) + "\n"


def bare_menu(journey: Journey) -> dict[str, dict[str, dict[str, str] | str]]:
    """The same for the bare ARI application: where each key leads, and what is played there."""
    places = [str(place) for place in range(len(journey.prompts))]
    menu: dict[str, dict[str, str] | str] = {place: {} for place in places}
    for place, key in enumerate(journey.keys):
        menu[str(place)] = {key: str(place + 1)}
    media: dict[str, dict[str, str] | str] = {
        place: ",".join(f"sound:{sound}" for sound in prompt.sounds)
        for place, prompt in zip(places, journey.prompts, strict=True)
    }
    return {"menu": menu, "media": media}
