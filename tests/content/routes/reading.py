"""What tests of pages need to read them: the words of a language, one page, one block of it."""

from app.core.locales import load_locales
from app.settings import Settings
from tests.clients import browser, make_site
from tests.factories.content import ContentFolder

LOCALES = load_locales(Settings().locales_dir)
BROKEN = "Part of this page cannot be shown right now. The rest works. We are mending it."


def says(lang: str, message: str) -> str:
    return LOCALES[lang].gettext(message)


def ask(folder: ContentFolder, path: str, **chosen: str) -> str:
    """Give a page of a site on this folder; it must be there."""
    answer = browser(make_site(folder.root / "data", folder, **chosen)).get(path)
    assert answer.status_code == 200
    return answer.text


def block_of(page: str, block_id: str) -> str:
    """Give what a page shows of one block."""
    return page.partition(f'id="b-{block_id}"')[2].partition('<div class="block ')[0]
