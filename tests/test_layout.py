"""Tests mirror modules: what ``gkml/a/b.py`` does is tested in ``tests/a/test_b.py``, which imports it."""

from __future__ import annotations

import ast
from pathlib import Path

ROOT = Path(__file__).parent.parent
UNTESTED = ROOT / "tests" / "untested_modules.txt"


def modules() -> dict[str, Path]:
    """Every module that does something, with the place of its tests; one that only declares names does nothing."""
    found = {}
    for path in sorted((ROOT / "gkml").rglob("*.py")):
        relative = path.relative_to(ROOT)
        nodes = ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if path.name == "__main__.py" or not any(isinstance(node, ast.FunctionDef | ast.Lambda) for node in nodes):
            continue
        parts = relative.with_suffix("").parts
        if parts[-1] == "__init__":
            parts = parts[:-1]
        found[".".join(parts)] = Path("tests", *parts[1:-1], f"test_{parts[-1] if parts[1:] else 'public'}.py")
    return found


def imported(test: Path) -> set[str]:
    """The modules that a file imports, or takes names from."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(test.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module)
            names.update(f"{node.module}.{alias.name}" for alias in node.names)
    return names


def has_test(module: str, test: Path) -> bool:
    return (ROOT / test).is_file() and module in imported(ROOT / test)


def listed() -> set[str]:
    lines = UNTESTED.read_text(encoding="utf-8").splitlines()
    return {line for line in lines if line and not line.startswith("#")}


def test_every_module_is_imported_by_a_test_of_its_own_name() -> None:
    missing = [f"{module}: {test}" for module, test in modules().items() if not has_test(module, test)]
    assert [line for line in missing if line.partition(":")[0] not in listed()] == []


def test_modules_that_wait_for_tests_exist() -> None:
    assert sorted(listed() - set(modules())) == []
