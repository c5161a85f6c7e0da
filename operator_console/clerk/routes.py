"""The clerk's two rooms under one roof."""

from __future__ import annotations

from fastapi import APIRouter

from operator_console.access.roles import Room
from operator_console.clerk import absences, applications, case, change, notices, ready_dates
from operator_console.console import go

router = APIRouter()
router.include_router(applications.router)
router.include_router(change.router)
router.include_router(case.router)
router.include_router(absences.router)
router.include_router(notices.router)
router.include_router(ready_dates.router)


@router.get("/clerk", include_in_schema=False)
async def begin() -> object:
    """To the first room."""
    return go(Room.APPLICATIONS)
