"""What the console lets people listen to: a topic as callers hear it."""

from collections.abc import Callable
from pathlib import Path

from booking.api import Language, Topic
from ivr.speech.catalogue import Catalogue
from ivr.speech.listening import as_wav
from ivr.speech.segments import Utterance


def sound(sounds: Path) -> Callable[[Topic, Language], bytes | None]:
    """Puts a topic together from the sounds that Asterisk plays."""
    catalogue = Catalogue()

    def listen(topic: Topic, language: Language) -> bytes | None:
        said = Utterance.joined(catalogue.text(text, language) for text in topic.spoken())
        return as_wav(said, sounds)

    return listen
