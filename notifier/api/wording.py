"""The wording of messages: what is sent by, its versions, checks and trials."""

from notifier.templates.calendar import Words as CalendarWords
from notifier.templates.checks import LONGEST_SUBJECT, MOST_PARTS, Fault, Flaw
from notifier.templates.grammar import Slip
from notifier.templates.gsm import Encoding, SmsSize
from notifier.templates.library import Library
from notifier.templates.places import spare_parts
from notifier.templates.places import texts as texts_of
from notifier.templates.samples import SampleSize, Sign, sample
from notifier.templates.schema import CalendarTexts, Fact, Letter, Spare, Template
from notifier.templates.trying import Tried, TriedSms
from notifier.templates.values import KINDS, fields_of
from notifier.templates.written import MOST_CHARACTERS, Mail, letter_styles
from notifier.wording.editing import (
    LONGEST_NOTE,
    TemplateEditing,
    TemplateSheet,
    TemplateVersion,
    WrongWording,
)
