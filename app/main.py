"""create_app(): the only place that wires slices together for the web."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI

from app.content.queries.watch import LibraryWatcher
from app.content.routes import router as content_router
from app.core.database import open_database
from app.core.locales import load_locales
from app.core.storage import MediaFolder
from app.settings import Settings, load_settings
from app.web.assets import Assets
from app.web.error_pages import install_error_pages
from app.web.middleware import install_middleware
from app.web.page_cache import PageCache
from app.web.permissions import check_every_route_declares
from app.web.render import Renderer
from app.web.routes import router as web_router

TEMPLATE_SLICES = ("app.web", "app.content")


def create_app(settings: Settings | None = None) -> FastAPI:
    """Build the web application; raise on wrong settings, missing catalogues or an undeclared route."""
    chosen = settings or load_settings()
    app = FastAPI(lifespan=_run, openapi_url=None, docs_url=None, redoc_url=None, redirect_slashes=False)
    state = app.state
    state.settings = chosen
    state.locales = load_locales(chosen.locales_dir)
    state.assets = Assets()
    state.renderer = Renderer(state.assets, state.locales, TEMPLATE_SLICES)
    state.renderer.environment.globals["contact"] = chosen.contact
    state.media = MediaFolder(chosen.media_dir)
    state.page_cache = PageCache()
    state.content = LibraryWatcher(chosen.content_dir, media=chosen.media_dir)
    state.database = open_database(chosen)
    install_error_pages(app)
    install_middleware(app, chosen)
    app.include_router(web_router)
    app.include_router(content_router)
    check_every_route_declares(app)
    return app


@asynccontextmanager
async def _run(app: FastAPI) -> AsyncIterator[None]:
    app.state.content.start()
    try:
        yield
    finally:
        app.state.content.stop()
        app.state.database.close()
