"""The room's pages under one roof."""

from __future__ import annotations

from fastapi import APIRouter

from operator_console.access.roles import Room
from operator_console.citizens import duplicates, lists, matters, one, silences

router = APIRouter()
for part in (lists, duplicates, silences, one, matters):
    router.include_router(part.router, prefix=Room.CITIZENS.value)
