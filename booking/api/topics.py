"""Life situations."""

from booking.topics.editing import TopicEditing
from booking.topics.model import Topic, TopicMessageAsked, TopicTexts
from booking.topics.revisions import (
    Department,
    GroupOfTopics,
    TopicBecameStale,
    TopicGroup,
    TopicLine,
    TopicRevision,
    TopicSettings,
    TopicSheet,
    TopicStanding,
    WaitingTopic,
)
from booking.topics.rules import TOPIC_ANSWERS, TextFault, TextFlaw
from booking.topics.rules import faults as topic_faults
from booking.topics.service import message_of as topic_message
