"""Addresses that belong to no slice: our own assets, media files, and whether the service lives."""

from fastapi import APIRouter, Request, Response
from sqlalchemy import text
from starlette.responses import JSONResponse, PlainTextResponse

from app.core.errors import NotFoundError
from app.core.storage import MediaFolder
from app.web.assets import Assets, asset_response
from app.web.files import file_response
from app.web.permissions import PUBLIC, requires

router = APIRouter(dependencies=[requires(PUBLIC)])


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
    return file_response(request, path)


@router.get("/healthz")
def tell_alive() -> Response:
    return PlainTextResponse("ok")


@router.get("/readyz")
def tell_ready(request: Request) -> Response:
    with request.app.state.database.reading() as session:
        session.execute(text("SELECT 1"))
    return JSONResponse({"ready": True})
