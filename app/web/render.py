"""Templates to HTML: one environment, every value handed in, blocks of a page as fragments."""

from collections.abc import Mapping
from typing import Any, Final

from jinja2 import Environment, PackageLoader, PrefixLoader, StrictUndefined, pass_context
from jinja2.runtime import Context
from jinja2_fragments import render_block
from markupsafe import Markup, escape

from app.core.locales import Locale
from app.web.assets import Assets

# A page made for one moment (an error, a form's answer) is never kept by anybody.
NO_STORE: Final = "no-store"


class Renderer:
    """Renders `slice/page.html` for one locale; a missing variable is an error, never a gap."""

    def __init__(
        self,
        assets: Assets,
        locales: Mapping[str, Locale],
        slices: tuple[str, ...],
        staff_locales: Mapping[str, Locale] | None = None,
    ) -> None:
        self.assets = assets
        self.locales = locales
        loaders = {name.rpartition(".")[2]: PackageLoader(name) for name in slices}
        self.environment = Environment(
            loader=PrefixLoader(loaders),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self.environment.globals.update(
            _=_translate,
            ngettext=_translate_counted,
            asset=assets.url,
            locales=tuple(locales.values()),
            staff_locales=tuple((staff_locales or {}).values()),
        )
        self.environment.globals["ui"] = self.environment.get_template("web/ui.html").module

    def html(
        self, template: str, locale: Locale, context: Mapping[str, Any], *, block: str | None = None
    ) -> str:
        """Render a page, or one of its blocks; `place` in the context is the path without its language."""
        values = {"place": "/", "beside": None, "locale": locale} | dict(context)
        if block is not None:
            return str(render_block(self.environment, template, block, **values))
        return self.environment.get_template(template).render(values)


def wants_fragment(headers: Mapping[str, str]) -> bool:
    """Say whether htmx asks for a part: a boosted link and a history restore need the whole page."""
    return (
        headers.get("hx-request") == "true"
        and headers.get("hx-boosted") != "true"
        and headers.get("hx-history-restore-request") != "true"
    )


@pass_context
def _translate(context: Context, message: str, /, **variables: object) -> Markup:
    locale: Locale = context["locale"]
    return escape(locale.gettext(message)) % variables


@pass_context
def _translate_counted(
    context: Context, singular: str, plural: str, number: int, /, **variables: object
) -> Markup:
    locale: Locale = context["locale"]
    return escape(locale.ngettext(singular, plural, number)) % ({"num": number} | variables)
