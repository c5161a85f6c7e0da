"""The room's pages under one roof."""

from __future__ import annotations

from fastapi import APIRouter

from operator_console.access.roles import Room
from operator_console.agreements import conclude, lists, one

router = APIRouter()
for part in (lists, conclude, one):
    router.include_router(part.router, prefix=Room.AGREEMENTS.value)
