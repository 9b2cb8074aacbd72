"""Imports only point down: a package knows those on lower lines, and nobody else."""

import ast
from pathlib import Path

import pytest

TREE = Path(__file__).resolve().parents[2]

LINES = [
    {"config"},
    {"demo"},
    {"api", "archive"},
    {"search", "updates"},
    {"challenges", "questions"},
    {"discussions"},
    {"recommendations"},
    {"files"},
    {"wiki"},
    {"watching", "drafts", "mailing"},
    {"accounts"},
    {"markup", "web"},
]
HEIGHT = {package: -number for number, line in enumerate(LINES) for package in line}
PACKAGES = sorted(package for package in HEIGHT if (TREE / package).is_dir())


def imported(path: Path) -> list[tuple[int, str]]:
    """Line and top-level package of every import in a module, inside functions too."""
    found = []
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            found += [(node.lineno, alias.name.partition(".")[0]) for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and not node.level:
            found.append((node.lineno, str(node.module).partition(".")[0]))
    return found


def imports_that_do_not_point_down(package: str) -> list[str]:
    return [
        f"{path.relative_to(TREE)}:{line} imports {other}"
        for path in sorted((TREE / package).rglob("*.py"))
        for line, other in imported(path)
        if other in HEIGHT and other != package and HEIGHT[other] >= HEIGHT[package]
    ]


def test_every_python_package_has_its_line() -> None:
    here = {path.parent.name for path in TREE.glob("*/__init__.py")} - {"tests", "benchmarks"}
    assert here == set(PACKAGES)


@pytest.mark.parametrize("package", PACKAGES)
def test_imports_only_point_down(package: str) -> None:
    assert imports_that_do_not_point_down(package) == []


@pytest.mark.parametrize("package", PACKAGES)
def test_imports_inside_a_package_are_absolute(package: str) -> None:
    relative = [
        f"{path.relative_to(TREE)}:{node.lineno}"
        for path in (TREE / package).rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.ImportFrom) and node.level
    ]
    assert relative == []


@pytest.mark.parametrize(
    ("line", "seen"),
    [
        ("import wiki.models", "wiki"),
        ("from wiki.models import Page", "wiki"),
        ("def late():\n    from wiki import writing", "wiki"),
        ("if TYPE_CHECKING:\n    import wiki", "wiki"),
    ],
)
def test_an_import_is_seen_wherever_it_stands(line: str, seen: str, tmp_path: Path) -> None:
    module = tmp_path / "module.py"
    module.write_text(line)
    assert [package for _, package in imported(module)] == [seen]
