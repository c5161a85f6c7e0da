"""The words that commands begin with, by language; folded: without case and marks.

A word that ends in `*` stands for all that begin so. Words of the town, its services and topics are
not here: they come from its catalogue (`matters`).
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from booking.api import Language

CS, EN, UK = Language.CS, Language.EN, Language.UK


class Verb(StrEnum):
    """What the first word asks for."""

    STATUS = "status"
    BOOK = "book"
    CHANGE = "change"
    CANCEL = "cancel"
    YES = "yes"
    NO = "no"
    INFORM = "inform"
    WAIT = "wait"
    LEAVE = "leave"
    CALL = "call"
    STOP = "stop"
    START = "start"
    HELP = "help"


Words = Mapping[Language | None, tuple[str, ...]]

VERBS: Mapping[Verb, Words] = {
    Verb.STATUS: {
        CS: ("stav", "stavu", "hotovo", "vyrizeno"),
        EN: ("status", "ready"),
        UK: ("статус", "стан", "готово", "stan"),
    },
    Verb.BOOK: {
        CS: ("obj", "objedn*", "objednat", "objednani", "objednavka", "termin", "rezerv*"),
        EN: ("book", "booking", "appointment"),
        UK: ("запис*", "записатися", "запиш*", "zapys*"),
    },
    Verb.CHANGE: {
        CS: ("zmena", "zmenit", "zmente", "presun*", "preobjedn*"),
        EN: ("change", "move", "reschedule"),
        UK: ("зміна", "змінити", "змініть", "перенест*", "перенес*", "zmina", "zminyty"),
    },
    Verb.CANCEL: {
        CS: ("zrus*", "zrusit", "zruseni", "storno", "stornovat"),
        EN: ("cancel", "cancellation"),
        UK: ("скасу*", "скасувати", "відмін*", "skasuv*"),
    },
    Verb.YES: {
        CS: ("ano", "souhlasim", "potvrzuji", "potvrzuju", "potvrdit"),
        EN: ("yes", "confirm"),
        UK: ("так", "підтверджую", "tak"),
        None: ("ok",),
    },
    Verb.NO: {
        CS: ("ne", "nechci", "nesouhlasim", "odmitam"),
        EN: ("no",),
        UK: ("ні", "ni"),
    },
    Verb.INFORM: {
        CS: ("informace", "prinest"),
        EN: ("information",),
        UK: ("інфо", "інформація", "informatsiia"),
        None: ("info",),
    },
    Verb.WAIT: {
        CS: ("hlidat", "hlidej", "hlidejte", "cekat", "cekam", "poradnik"),
        EN: ("wait", "waitlist", "waiting"),
        UK: ("чекати", "чекаю", "черга", "chekaty"),
    },
    Verb.LEAVE: {
        CS: ("nehlidat", "nehlidej", "nehlidejte", "necekat", "necekam"),
        EN: ("leave", "unwait"),
        UK: ("нечекати", "нечекаю", "nechekaty"),
    },
    Verb.CALL: {
        CS: ("zavolat", "zavolejte", "zavolej", "volejte", "operator"),
        EN: ("call", "callback"),
        UK: ("подзвоніть", "зателефонуите", "дзвінок", "оператор", "podzvonit"),
    },
    Verb.STOP: {
        EN: ("stopall", "unsubscribe"),
        UK: ("стоп",),
        None: ("stop",),
    },
    Verb.START: {
        EN: ("unstop",),
        UK: ("старт",),
        None: ("start",),
    },
    Verb.HELP: {
        CS: ("pomoc", "napoveda", "navod"),
        EN: ("help",),
        UK: ("допомога", "поміч", "dopomoha", "dopomoga"),
    },
}

ONLY_ALONE: Mapping[Verb, Words] = {
    Verb.STOP: {
        CS: ("konec", "odhlasit", "odhlaste", "neposilat", "neposilejte"),
        EN: ("end", "quit"),
        UK: ("кінець", "відписатися"),
    },
    Verb.START: {CS: ("posilat", "posilejte"), UK: ("підписатися",)},
}
"""Words that mean this only where nothing else is said: 'odhlásit vozidlo' is a matter."""

STRICT = frozenset({Verb.STOP, Verb.START, Verb.YES, Verb.NO})
"""Never guessed from a slip, nor is what is nearly as near to one of them: they answer a question,
or decide about all messages."""

UNGUESSED = STRICT | {Verb.CALL}
"""Carried out only as it is written: 'zavolám později' is no wish to be rung."""

DOUBTFUL: Mapping[str, Language] = {"no": EN, "tak": UK, "ni": UK}
"""In Czech 'no' is nearly a yes, and 'tak' says nothing: to a Czech question they are no answer."""

FILLERS = frozenset(
    """
    prosim vas dobry dobre den rano vecer ahoj zdravim chci chteli chtela chtel bych bychom se si
    na pro od do o v ve k ke mi me muj moje moji mou mam u i a ze je kdy jak jaky jaka co dekuji
    dekuju diky hezky potrebuji potrebuju poslete poslat zadost sms c cislo hod hodin
    please hello hi dear i want to would like for an the my at on me thanks thank you need is of
    what am and with number
    будь ласка добрий день доброго дня вітаю хочу хотів хотіла би б на до мені я для дякую прошу
    о об у в і й та мій моя моє мою за номер
    """.split()  # noqa: SIM905  words read better as a text than one a line
)
"""Said out of courtesy or grammar; they tell nothing."""

NUMBERS = {
    "jedna": 1,
    "jeden": 1,
    "jednu": 1,
    "dva": 2,
    "dve": 2,
    "tri": 3,
    "ctyri": 4,
    "pet": 5,
    "sest": 6,
    "one": 1,
    "two": 2,
    "three": 3,
    "four": 4,
    "five": 5,
    "six": 6,
    "одна": 1,
    "один": 1,
    "два": 2,
    "дві": 2,
    "двох": 2,
    "три": 3,
    "трьох": 3,
    "чотири": 4,
    "пять": 5,
    "шість": 6,
}

COLLECTING = ("vyzved*", "prevz*", "prevez*", "collect*", "pick*", "pickup", "отрим*", "забра*")
"""To fetch something that is ready; which activities do that, the catalogue says."""
