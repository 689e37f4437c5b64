"""Catalogues: plural rules as CLDR has them, all forms filled, placeholders kept."""

import pytest

from app.content.rules.lint.catalogs import lint_catalog

AR = "nplurals=6; plural=(n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n%100>=3 && n%100<=10 ? 3 : n%100>=11 ? 4 : 5);"
FORMS = "".join(f'msgstr[{form}] "%(n)s x"\n' for form in range(6))


def catalog(header: str, entries: str = "") -> str:
    kind = '"Content-Type: text/plain; charset=UTF-8\\n"'
    return f'msgid ""\nmsgstr ""\n{kind}\n"Plural-Forms: {header}\\n"\n\n{entries}'


def plural(forms: str) -> str:
    return f'msgid "%(n)s minute"\nmsgid_plural "%(n)s minutes"\n{forms}'


@pytest.mark.parametrize(
    ("lang", "header"),
    [
        ("sv", "nplurals=2; plural=(n != 1);"),
        ("so", "nplurals=2; plural=n != 1"),
        ("ti", "nplurals=2; plural=(n > 1);"),
        ("ar", AR),
    ],
)
def test_lint_catalog_of_right_headers(lang: str, header: str) -> None:
    assert lint_catalog(catalog(header), lang=lang, path="p") == []


def test_lint_catalog_of_an_unknown_language() -> None:
    (problem,) = lint_catalog(catalog(SV), lang="xx", path="p")
    assert problem.message == "'xx' is not a language of this site"


@pytest.mark.parametrize(
    ("lang", "header", "message"),
    [
        ("ti", "nplurals=2; plural=(n != 1);", "the header's plural rule is wrong for 0"),
        ("ar", AR.replace("4 : 5", "5 : 4"), "the header's plural rule is wrong for 11"),
        ("ar", "nplurals=2; plural=(n != 1);", "the header has 2 plural forms; this language has 6"),
        ("sv", "nplurals=2; plural=(n !! 1);", "the header's plural rule cannot be read"),
        ("sv", "nplurals=2; plural=(1/n);", "the header's plural rule cannot be read"),
        ("sv", "nplurals=2; plural=__import__('os');", "the header's plural rule cannot be read"),
        ("sv", "", "the header Plural-Forms is missing"),
    ],
)
def test_lint_catalog_of_wrong_headers(lang: str, header: str, message: str) -> None:
    (problem,) = lint_catalog(catalog(header), lang=lang, path="p")
    assert (problem.rule, problem.level, problem.line) == ("PLU", "error", 1)
    assert problem.message.startswith(message)


SV = "nplurals=2; plural=(n != 1);"


@pytest.mark.parametrize(
    ("entries", "rules"),
    [
        (plural('msgstr[0] "en minut"\nmsgstr[1] "%(n)s minuter"\n'), []),
        (plural('msgstr[0] ""\nmsgstr[1] ""\n'), []),
        (plural('msgstr[0] "%(n)s minut"\nmsgstr[1] ""\n'), ["PLU"]),
        (plural('msgstr[0] "%(n)s minut"\n'), ["PLU"]),
        (plural('msgstr[0] "%(n)s minut"\nmsgstr[1] "minuter"\n'), ["PH1"]),
        (plural('msgstr[0] "%(m)s minut"\nmsgstr[1] "%(n)s minuter"\n'), ["PH1"]),
        ('msgid "Hello {name}"\nmsgstr "Hej {name}"\n', []),
        ('msgid "Hello {name}"\nmsgstr "Hej"\n', ["PH1"]),
        ('msgid "Hello"\nmsgstr "Hej %s"\n', ["PH1"]),
        ('msgid "Hello {name}"\nmsgstr ""\n', []),
        ('#, fuzzy\nmsgid "Hello {name}"\nmsgstr "Hej"\n', []),
        ('#~ msgid "Hello {name}"\n#~ msgstr "Hej"\n', []),
    ],
)
def test_lint_catalog_of_entries(entries: str, rules: list[str]) -> None:
    assert [problem.rule for problem in lint_catalog(catalog(SV, entries), lang="sv", path="p")] == rules


def test_lint_catalog_of_arabic_forms() -> None:
    assert lint_catalog(catalog(AR, plural(FORMS)), lang="ar", path="p") == []


@pytest.mark.parametrize("text", ['msgid "a\nmsgstr', "nonsense here", 'msgid "a"\nmsgid "b"\n'])
def test_lint_catalog_of_rubbish(text: str) -> None:
    assert {problem.rule for problem in lint_catalog(text, lang="sv", path="p")} == {"PLU"}
