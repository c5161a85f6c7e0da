"""Whether the telephone lines work, and who knocks at them: Asterisk's AMI, read by panoramisk.

The way of a fact: `link` hears that something changed, `watch` has everything listed again,
`rules` judge the lists, `rows` keep the judgement for `./linka status` and the console.
Security events go through `attempts`, which bounds them, into the audit.
"""

from ivr.health.link import AmiAddress
from ivr.health.model import Health, Kind, State
from ivr.health.rows import current
from ivr.health.watch import Watch

__all__ = ["AmiAddress", "Health", "Kind", "State", "Watch", "current"]
