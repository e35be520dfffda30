"""The house holds: imports point inwards, files and functions stay small, and nothing is left half done."""

import ast
import re
import statistics
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parent.parent
SOURCES = sorted(path for folder in ("bot", "adapters", "commands", "deploy") for path in (ROOT / folder).rglob("*.py"))
PARTS = ("mistral", "store", "queue", "documents", "memory", "tools", "extraction", "summaries", "charts")
ROOT_MODULES = (
    "bot.admitting",
    "bot.app",
    "bot.charting",
    "bot.choosing",
    "bot.doctor",
    "bot.commanding",
    "bot.parts",
    "bot.about",
    "bot.engines",
    "bot.filing",
    "bot.backup",
    "bot.moving",
    "bot.queueing",
    "bot.remembering",
    "bot.storing",
    "bot.summarising",
    "bot.tooling",
    "bot.wiring",
    "bot.__main__",
    "bot.trial",
)  # these alone know several parts


def module(path: Path) -> str:
    name = ".".join(path.relative_to(ROOT).with_suffix("").parts)
    return name.removesuffix(".__init__")


@cache
def nodes(path: Path) -> tuple[ast.AST, ...]:
    return tuple(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))


def imported(path: Path) -> set[str]:
    """The modules that a file imports, wherever in the file."""
    names: set[str] = set()
    for node in nodes(path):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return names


def ours(names: set[str]) -> set[str]:
    return {name for name in names if name.split(".")[0] in {"bot", "adapters", "commands", "deploy"}}


def inside(name: str, *houses: str) -> bool:
    return any(name == house or name.startswith(house + ".") for house in houses)


def wrong_imports(name: str, imports: set[str]) -> set[str]:
    """Those of a module's imports that point the wrong way."""
    if inside(name, "deploy"):
        return {each for each in imports if not inside(each, "deploy")}
    if inside(name, *ROOT_MODULES):
        return set()
    allowed: tuple[str, ...] = ("bot.core", "bot.__version__")
    if name.startswith("bot.core"):
        return {each for each in imports if not inside(each, "bot.core")}
    for part in PARTS:
        if inside(name, f"bot.{part}"):
            allowed += (f"bot.{part}",)
    if inside(name, "adapters", "commands"):
        allowed += (".".join(name.split(".")[:2]), *(("commands",) if inside(name, "commands") else ()))
    elif not any(inside(name, f"bot.{part}") for part in PARTS):
        allowed += ("bot.settings", "bot.clock")
    return {each for each in imports if not inside(each, *allowed) and each != "bot"}


def test_imports_point_inwards() -> None:
    wrong = {module(path): wrong_imports(module(path), ours(imported(path))) for path in SOURCES}
    assert {name: imports for name, imports in wrong.items() if imports} == {}


def test_a_wrong_import_would_be_seen() -> None:
    assert wrong_imports("bot.core.turn", {"bot.mistral.client"})
    assert wrong_imports("bot.store.database", {"bot.mistral.client"})
    assert wrong_imports("adapters.slack.parse", {"adapters.discord.parse"})
    assert wrong_imports("deploy.sandbox.world", {"bot.core.values"})
    assert wrong_imports("commands.ask", {"bot.settings"})
    assert not wrong_imports("adapters.slack.parse", {"adapters.slack.text", "bot.core.values"})


def test_the_core_needs_the_standard_library_and_pydantic_alone() -> None:
    core = sorted((ROOT / "bot" / "core").rglob("*.py"))
    foreign = {module(path): {name.split(".")[0] for name in imported(path)} for path in core}
    allowed = set(sys.stdlib_module_names) | {"pydantic", "bot"}
    assert {name: imports - allowed for name, imports in foreign.items() if imports - allowed} == {}


def functions(path: Path) -> Iterator[tuple[str, int]]:
    """Each function's name and its lines without the docstring."""
    for node in nodes(path):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            doc = ast.get_docstring(node, clean=False)
            lines = (node.end_lineno or node.lineno) - node.lineno + 1
            yield f"{module(path)}.{node.name}", lines - (doc.count("\n") + 1 if doc else 0)


def test_files_and_functions_stay_within_the_budget() -> None:
    files = {module(path): path.read_text(encoding="utf-8").count("\n") for path in SOURCES}
    lengths = dict(length for path in SOURCES for length in functions(path))
    ordered = sorted(lengths.values())

    assert statistics.median(files.values()) <= 100
    assert {name: lines for name, lines in files.items() if lines > 300} == {}
    assert statistics.median(ordered) <= 8
    assert ordered[int(len(ordered) * 0.9)] <= 25
    assert {name: lines for name, lines in lengths.items() if lines > 50} == {}


def test_no_class_has_more_than_fifteen_public_members() -> None:
    methods = (ast.FunctionDef, ast.AsyncFunctionDef)
    public = {
        f"{module(path)}.{node.name}": [
            each.name for each in node.body if isinstance(each, methods) and not each.name.startswith("_")
        ]
        for path in SOURCES
        for node in nodes(path)
        if isinstance(node, ast.ClassDef)
    }
    assert {name: members for name, members in public.items() if len(members) > 15} == {}


def test_nothing_is_left_half_done_or_swallowed() -> None:
    left = re.compile(r"\b(?:TODO|FIXME|XXX|HACK|NotImplementedError)\b|except(?: Exception)?:\s*pass\b")
    found = {module(path): left.findall(path.read_text(encoding="utf-8")) for path in SOURCES}
    assert {name: words for name, words in found.items() if words} == {}


def test_every_ignore_has_a_code_and_a_reason() -> None:
    ignore = re.compile(r"#\s*(type: ignore|noqa)")
    whole = re.compile(r"# (type: ignore\[[\w, -]+\]|noqa: [A-Z0-9, ]+)\s*(#|-)?\s*\S+ \S+")
    bare = [
        f"{module(path)}:{number}: {line.strip()}"
        for path in [*SOURCES, *sorted((ROOT / "tests").rglob("*.py"))]
        if path != Path(__file__)
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if ignore.search(line) and not whole.search(line)
    ]
    assert bare == []
