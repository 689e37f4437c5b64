"""The limits of the house that no linter measures: sizes, the six kinds of files, mirrored tests."""

import ast
import math
import tomllib
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parent.parent
APP = ROOT / "app"
SLICES = {
    "attendance",
    "captions",
    "content",
    "learning",
    "messages",
    "people",
    "schedule",
    "translations",
}
KINDS = {"models", "rules", "queries", "actions", "forms", "routes", "tasks", "templates"}
KINDS |= {"engines", "formats", "media"}
FORBIDDEN_NAMES = {"utils", "helpers", "common", "manager", "service", "base", "misc", "data"}
# A family of small rules of one shape has one table of examples, which itself checks that none is missing.
TABLE_TESTS = {Path("content/rules/lint"): "test_lint.py"}
TESTED_KINDS = {"actions", "queries", "rules", "routes"}

MOST_MODULE_LINES = 400
MOST_MODULE_LINES_P95 = 300
MOST_FUNCTION_LINES = 60
MOST_FUNCTION_LINES_P95 = 40
MOST_ROUTE_LINES = 25

Function = ast.FunctionDef | ast.AsyncFunctionDef


def modules() -> list[Path]:
    return sorted(path for path in APP.rglob("*.py") if "versions" not in path.parts)


def functions(path: Path) -> Iterator[Function]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def lines(node: Function) -> int:
    return (node.end_lineno or node.lineno) - node.lineno + 1


def percentile(values: list[int], share: float) -> int:
    return sorted(values)[math.ceil(len(values) * share) - 1]


def is_route(node: Function) -> bool:
    return any("router." in ast.unparse(decorator) for decorator in node.decorator_list)


def test_modules_stay_within_their_limits() -> None:
    sizes = {path: len(path.read_text(encoding="utf-8").splitlines()) for path in modules()}
    assert {str(path): size for path, size in sizes.items() if size > MOST_MODULE_LINES} == {}
    assert percentile(list(sizes.values()), 0.95) <= MOST_MODULE_LINES_P95


def test_functions_stay_within_their_limits() -> None:
    sizes = {f"{path}:{node.name}": lines(node) for path in modules() for node in functions(path)}
    assert {name: size for name, size in sizes.items() if size > MOST_FUNCTION_LINES} == {}
    assert percentile(list(sizes.values()), 0.95) <= MOST_FUNCTION_LINES_P95


def test_routes_are_thin() -> None:
    routes = {
        f"{path}:{node.name}": lines(node) for path in modules() for node in functions(path) if is_route(node)
    }
    assert len(routes) > 10
    assert {name: size for name, size in routes.items() if size > MOST_ROUTE_LINES} == {}


def test_slices_hold_only_the_known_kinds_of_files() -> None:
    found = {
        f"{path.parent.name}/{path.stem}"
        for name in SLICES
        for path in (APP / name).iterdir()
        if path.name not in {"__init__.py", "__pycache__"} and path.stem not in KINDS
    }
    assert found == set()


def test_every_top_level_room_is_placed() -> None:
    rooms = {path.stem for path in APP.iterdir() if path.suffix in {"", ".py"} and path.stem != "__pycache__"}
    assert rooms == SLICES | {"__init__", "core", "web", "migrations", "main", "cli", "settings"}


def test_no_module_has_a_name_that_says_nothing() -> None:
    assert [str(path) for path in modules() if path.stem in FORBIDDEN_NAMES] == []


def test_every_tested_kind_has_a_mirrored_test_file() -> None:
    missing = []
    for path in (module.relative_to(APP) for module in modules()):
        tests = ROOT / "tests" / path.parent
        names = {f"test_{path.name}", TABLE_TESTS.get(path.parent, "")}
        is_tested_kind = TESTED_KINDS & set(path.with_suffix("").parts) and path.name != "__init__.py"
        if is_tested_kind and not any((tests / name).is_file() for name in names):
            missing.append(str(path))
    assert missing == []


def test_every_browser_test_says_that_it_is_one() -> None:
    # Those run apart: once a browser was started, no other test of that process can have an event loop.
    files = sorted((ROOT / "tests" / "browser").glob("test_*.py"))
    assert [path.name for path in files if "pytest.mark.browser" not in path.read_text("utf-8")] == []


def test_house_is_described_where_its_rules_are() -> None:
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]
    assert len(contracts["contracts"]) == 6
    assert contracts["contracts"][0]["exhaustive"] is True


def test_architecture_page_is_at_most_two_pages() -> None:
    text = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
    assert len(text.splitlines()) <= 130
    assert all(f"`{name}`" in text for name in SLICES | {"core", "web"})
