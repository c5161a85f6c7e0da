"""What the pages of agreements are given by a request."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends

from operator_console.access.roles import Room
from operator_console.console import Here, in_room

AtAgreements = Annotated[Here, Depends(in_room(Room.AGREEMENTS))]
