"""create_app(): the only place that wires slices together for the web, and the process that serves it."""

import socket
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing

import uvicorn
from fastapi import FastAPI

from app.captions.routes import navigation as captions_navigation
from app.captions.routes import router as captions_router
from app.captions.rules.places import published_root
from app.content.queries.watch import LibraryWatcher
from app.content.routes import router as content_router
from app.core.clock import utc_now
from app.core.database import claim_database_for_web, open_database
from app.core.errors import StartUpError
from app.core.keyring import open_keyring
from app.core.locales import load_locales, load_staff_locales
from app.core.logs import configure_logs
from app.core.processes import end_with_parent
from app.core.storage import MediaFolder
from app.people.queries.card_entry import no_contents
from app.people.queries.demo import refuse_demo_accounts
from app.people.routes import navigation as people_navigation
from app.people.routes import router as people_router
from app.people.routes import start_router as people_start_router
from app.people.routes.demo import router as demo_router
from app.people.routes.gate import PeopleGate
from app.settings import Settings, load_settings
from app.web.assets import Assets
from app.web.error_pages import install_error_pages
from app.web.middleware import install_middleware
from app.web.page_cache import PageCache
from app.web.permissions import check_every_route_declares
from app.web.render import Renderer
from app.web.routes import router as web_router

DRAIN_SECONDS = 10
TEMPLATE_SLICES = ("app.web", "app.content", "app.people", "app.captions")


def create_app(settings: Settings | None = None) -> FastAPI:
    """Build the web application; raise on wrong settings, missing catalogues or an undeclared route."""
    chosen = settings or load_settings()
    app = FastAPI(lifespan=_run, openapi_url=None, docs_url=None, redoc_url=None, redirect_slashes=False)
    state = app.state
    state.settings = chosen
    state.locales = load_locales(chosen.locales_dir)
    state.staff_locales = load_staff_locales(chosen.locales_dir)
    state.assets = Assets()
    state.renderer = Renderer(state.assets, state.locales, TEMPLATE_SLICES, state.staff_locales)
    state.renderer.environment.globals.update(operator=chosen.operator, contact=chosen.contact)
    state.media = MediaFolder(chosen.media_dir, published_root(chosen.data_dir))
    state.page_cache = PageCache()
    state.content = LibraryWatcher(chosen.content_dir, media=chosen.media_dir)
    state.database = open_database(chosen)
    state.keyring = open_keyring(chosen)
    state.clock = utc_now
    state.gate = PeopleGate()
    # One's own account stands last, whatever else there is.
    state.navigation = (*people_navigation[:-1], *captions_navigation, people_navigation[-1])
    state.card_contents = no_contents
    install_error_pages(app)
    install_middleware(app, chosen)
    app.include_router(web_router)
    # Routes are tried in order: what participants read stands before what staff use.
    app.include_router(people_start_router)
    app.include_router(content_router)
    app.include_router(people_router)
    app.include_router(captions_router)
    if chosen.environment == "demo":
        app.include_router(demo_router)
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


def serve(host: str, port: int, parent: int) -> None:
    """Serve until told to end or the parent is gone; a fault that stops the start is one line, exit code 2.

    A process of its own module, so that the web never loads what only the command line and jobs need.
    """
    end_with_parent(parent)
    settings = load_settings()
    configure_logs(settings)
    try:
        with claim_database_for_web(settings):
            _refuse_demo_accounts(settings)
            _refuse_taken_port(host, port)
            uvicorn.run(
                lambda: create_app(settings),
                factory=True,
                host=host,
                port=port,
                log_config=None,
                access_log=False,
                server_header=False,
                proxy_headers=False,
                timeout_graceful_shutdown=DRAIN_SECONDS,
            )
    except StartUpError as fault:
        sys.stderr.write(f"smartskola: {fault}\n")
        sys.exit(2)


def _refuse_demo_accounts(settings: Settings) -> None:
    if settings.environment != "production":
        return
    with closing(open_database(settings)) as database, database.reading() as session:
        refuse_demo_accounts(session)


def _refuse_taken_port(host: str, port: int) -> None:
    # The server tells it only in a log line, whose text is withheld like every text that is built.
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        socket.create_server((host, port), family=family).close()
    except OSError as error:
        reason = str(error.strerror).partition(" (")[0]
        raise StartUpError(
            f"{host} port {port} cannot be used ({reason}); choose another with --host and --port"
        ) from error


if __name__ == "__main__":
    serve(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
