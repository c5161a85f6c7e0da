"""The room's pages under one roof."""

from __future__ import annotations

from fastapi import APIRouter

from operator_console.agreements import conclude, lists, one

router = APIRouter()
router.include_router(lists.router)
router.include_router(conclude.router)
router.include_router(one.router)
