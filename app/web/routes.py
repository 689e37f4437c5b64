"""Addresses that belong to no slice: our own assets, media files, and whether the service lives."""

from typing import Annotated

import structlog
from fastapi import APIRouter, Body, Request, Response
from pydantic import BaseModel, Field
from sqlalchemy import text
from starlette.responses import JSONResponse, PlainTextResponse

from app.core.errors import NotFoundError
from app.core.permissions import PUBLIC
from app.core.storage import MediaFolder, is_named_by_content
from app.web.assets import Assets, asset_response
from app.web.files import FOR_EVER, file_response
from app.web.permissions import requires

router = APIRouter(dependencies=[requires(PUBLIC)])

_log = structlog.get_logger(__name__)


class PolicyViolation(BaseModel):
    """The one thing we want to know of a violation; the address it happened on stays unread."""

    directive: str = Field(alias="effectiveDirective", max_length=40, pattern="^[a-z-]+$")


class PolicyReport(BaseModel):
    """One report of a browser, as the W3C's Reporting API and CSP level 3 shape it."""

    body: PolicyViolation


@router.get("/static/{name:path}")
def send_asset(request: Request) -> Response:
    assets: Assets = request.app.state.assets
    asset = assets.find(request.scope["path"])
    if asset is None:
        raise NotFoundError
    return asset_response(request, asset, "public, max-age=31536000, immutable")


@router.get("/media/{name:path}")
def send_media(request: Request, name: str) -> Response:
    media: MediaFolder = request.app.state.media
    path = media.find(name)
    if path is None:
        raise NotFoundError
    if is_named_by_content(name):
        return file_response(request, path, cache_control=FOR_EVER)
    return file_response(request, path)


@router.get("/healthz")
def tell_alive() -> Response:
    return PlainTextResponse("ok")


@router.get("/readyz")
def tell_ready(request: Request) -> Response:
    with request.app.state.database.reading() as session:
        session.execute(text("SELECT 1"))
    return JSONResponse({"ready": True})


@router.post("/csp-reports", status_code=204)
def note_policy_violations(reports: Annotated[list[PolicyReport], Body(max_length=20)]) -> None:
    for report in reports:
        _log.warning("policy_violated", rule=report.body.directive)
