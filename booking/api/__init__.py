"""The face of the backend: all that other parts may import, and they import it from here.

`Backend` carries the services; every method of theirs is one transaction. There is no logic here.
What is handed on stands in the rooms beside, each name once, in the import that brings it.
"""

from booking.api.applications import *
from booking.api.backend import Backend
from booking.api.ground import *
from booking.api.people import *
from booking.api.rings import *
from booking.api.staff import *
from booking.api.topics import *
from booking.api.town import *
from booking.api.visits import *
