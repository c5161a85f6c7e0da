"""The face of the notifier: what the staff's pages may import of it, and they import it from here.

Nothing here sends anything, and there is no logic here. What is handed on stands in the rooms
beside, each name once, in the import that brings it.
"""

from notifier.api.consent import *
from notifier.api.figures import *
from notifier.api.wording import *
