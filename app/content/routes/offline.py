"""What a phone needs to keep the site: the manifest, the service worker, the list of saved lessons."""

from fastapi import APIRouter, Request, Response
from starlette.responses import JSONResponse

from app.content.routes.reading import read, show
from app.core.errors import N_
from app.web.assets import Assets, asset_response
from app.web.locale import reader_locale

router = APIRouter()


@router.get("/{lang}/saved")
def show_saved(request: Request, lang: str) -> Response:
    return show(read(request, lang), "content/saved.html", dict, variant="saved")


@router.get("/{lang}/manifest.webmanifest")
def send_manifest(request: Request, lang: str) -> Response:
    locale = reader_locale(request, lang)
    manifest = {
        "id": f"/{lang}/",
        "name": locale.gettext(N_("Pain school")),
        "lang": locale.tag,
        "dir": locale.direction,
        "start_url": f"/{lang}/",
        "scope": "/",
        "display": "standalone",
        "background_color": "#fffdf8",
        "theme_color": "#0f5c63",
        "icons": app_icons(request.app.state.assets),
    }
    headers = {"cache-control": "private, no-cache"}
    return JSONResponse(manifest, headers=headers, media_type="application/manifest+json")


@router.get("/service-worker.js")
def send_service_worker(request: Request) -> Response:
    return asset_response(request, request.app.state.assets.named("service-worker.js"), "no-cache")


def app_icons(assets: Assets) -> list[dict[str, str]]:
    """List the icons of the installed site as a web app manifest wants them."""
    return [
        {"src": assets.url(f"app-icon-{name}.png"), "sizes": size, "type": "image/png", "purpose": purpose}
        for name, size, purpose in (
            ("192", "192x192", "any"),
            ("512", "512x512", "any"),
            ("maskable-512", "512x512", "maskable"),
        )
    ]
