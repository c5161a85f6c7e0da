"""What the console shows of a topic that other parts make of it: the message, the sound."""

from collections.abc import Callable
from pathlib import Path

from booking.api import Language, Topic, Town, topic_message
from ivr.speech.catalogue import Catalogue
from ivr.speech.listening import as_wav
from ivr.speech.segments import Utterance
from notifier.preview import topic_sms
from notifier.templates.library import Library
from operator_console.config import TopicSms

SOMEBODY = "+420777000000"
"""A recipient's number is needed to write a message; nothing is sent to it."""


def message() -> Callable[[Topic, Language, Town], TopicSms]:
    """Writes a topic's SMS as the notifier does. Raises TemplateError."""
    library = Library()

    def write(topic: Topic, language: Language, town: Town) -> TopicSms:
        text, size = topic_sms(library, topic_message(topic, SOMEBODY, language), town)
        return TopicSms(text, size.segments, size.places)

    return write


def sound(sounds: Path) -> Callable[[Topic, Language], bytes | None]:
    """Puts a topic together from the sounds that Asterisk plays."""
    catalogue = Catalogue()

    def listen(topic: Topic, language: Language) -> bytes | None:
        said = Utterance.joined(catalogue.text(text, language) for text in topic.spoken())
        return as_wav(said, sounds)

    return listen
