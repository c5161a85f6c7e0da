"""What a message would be, for those who write its content."""

from __future__ import annotations

from booking.api import TopicMessageAsked, Town
from notifier.reactions.people import topic_values
from notifier.templates.gsm import Size, size
from notifier.templates.library import Library


def topic_sms(library: Library, event: TopicMessageAsked, town: Town) -> tuple[str, Size]:
    """The SMS that this event would bring about, and what it takes; nothing is sent."""
    values = topic_values(event, town.sms_signature, town.number)
    text = library.sms("topic", event.language, values)
    return text, size(text)
