"""Imports point down only; what is heavy or dangerous stays where it belongs."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import REPOSITORY

# From the top down; a module may import from the lines below its own, and from its own part.
LAYERS = (
    ("app", "factcheck.__main__"),
    ("factcheck.cli",),
    ("factcheck.ui",),
    ("factcheck.moves",),
    ("factcheck.evaluate", "factcheck.verify", "factcheck.method"),
    ("factcheck.authoring",),
    ("factcheck.study",),
    ("factcheck.cases", "factcheck.originals"),
    ("factcheck.pipeline", "factcheck.quarantine", "factcheck.deciding", "factcheck.looking"),
    ("factcheck.intake", "factcheck.statements", "factcheck.searching"),
    ("factcheck.receiving", "factcheck.relating", "factcheck.placing", "factcheck.rereading", "factcheck.hearing"),
    ("factcheck.readers", "factcheck.export", "factcheck.matrix"),
    ("factcheck.evidence", "factcheck.verdict", "factcheck.search", "factcheck.stance", "factcheck.claims",
     "factcheck.store", "factcheck.documents"),
    ("factcheck.duplicates", "factcheck.versions", "factcheck.chronology", "factcheck.blind", "factcheck.agreement",
     "factcheck.worklist", "factcheck.summary"),
    ("factcheck.review", "factcheck.passages", "factcheck.dates", "factcheck.bates", "factcheck.packing",
     "factcheck.people", "factcheck.coverage", "factcheck.watching", "factcheck.names", "factcheck.fetching", "factcheck.log",
     "factcheck.archive", "factcheck.opinions", "factcheck.certainty", "factcheck.hub_cache"),
    ("factcheck.settings",),
    ("factcheck.model", "factcheck.errors"),
    ("factcheck",),
)  # fmt: skip

ONLY_IN = {
    "sqlalchemy": ("factcheck.store",),
    "alembic": ("factcheck.store",),
    "sqlite3": ("factcheck.store",),
    "streamlit": ("factcheck.ui", "app"),
    "typer": ("factcheck.cli",),
    "faiss": ("factcheck.search",),
    "tantivy": ("factcheck.search",),
    "sentence_transformers": ("factcheck.search",),
    "onnxruntime": ("factcheck.search", "factcheck.stance"),
    "pandas": ("factcheck.export", "factcheck.ui", "factcheck.study.class_table"),
    "pypdf": ("factcheck.documents",),
    "pypdfium2": ("factcheck.documents",),
    "PIL": ("factcheck.documents", "factcheck.ui", "factcheck.export"),
    "cv2": ("factcheck.documents.ocr",),
    "rapidocr": ("factcheck.documents.ocr.rapid",),
    "datasketch": ("factcheck.duplicates",),
    "sentencex": ("factcheck.passages",),
    "requests": (),
    "httpx": (),
    "urllib.request": (),
    "urllib3": ("factcheck.fetching", "factcheck.stance.chat"),
    "huggingface_hub": ("factcheck.hub_cache", "factcheck.stance.hub"),
    "transformers": ("factcheck.stance.transformers_model",),
    "torch": ("factcheck.stance.transformers_model",),
    "socket": ("factcheck.fetching", "factcheck.cli.serving"),
    "pickle": (),
}


def part_of(module: str) -> tuple[int, str]:
    """The layer of a module, counted from the top, and the part of that layer."""
    found = [(len(part), layer, part) for layer, parts in enumerate(LAYERS) for part in parts if is_in(module, part)]
    if not found:
        raise AssertionError(f"{module} stands in no layer")
    _, layer, part = max(found)
    if part == "factcheck" and module != "factcheck":
        raise AssertionError(f"{module} stands in no layer")
    return layer, part


def is_in(module: str, part: str) -> bool:
    return module == part or module.startswith(f"{part}.")


def imports_of(source: str, package: str) -> Iterator[str]:
    """The modules that a source imports, wherever in it, but for what only a type checker sees."""
    tree = ast.parse(source)
    typing_only = {
        id(inner)
        for node in ast.walk(tree)
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test)
        for inner in ast.walk(node)
    }
    for node in ast.walk(tree):
        if id(node) in typing_only:
            continue
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                base = ".".join([*package.split(".")[: len(package.split(".")) - node.level + 1], base]).rstrip(".")
            yield from (f"{base}.{alias.name}" for alias in node.names)


def modules() -> dict[str, tuple[str, str]]:
    """Every module of the project with its source and the package that it stands in."""
    found = {"app": ((REPOSITORY / "app.py").read_text(encoding="utf-8"), "")}
    for path in (REPOSITORY / "factcheck").rglob("*.py"):
        if "migrations" in path.parts:
            continue
        names = path.relative_to(REPOSITORY).with_suffix("").parts
        name = ".".join(names[:-1] if names[-1] == "__init__" else names)
        package = name if names[-1] == "__init__" else ".".join(names[:-1])
        found[name] = path.read_text(encoding="utf-8"), package
    return found


def upward_imports(sources: dict[str, tuple[str, str]]) -> list[str]:
    """What points up or sideways, as "a imports b"."""
    wrong = []
    for name, (source, package) in sources.items():
        layer, part = part_of(name)
        for imported in imports_of(source, package):
            target = next((known for known in (imported, imported.rpartition(".")[0]) if known in sources), None)
            if target is None or target == name or not is_in(target, "factcheck"):
                continue
            other_layer, other_part = part_of(target)
            if other_layer < layer or (other_layer == layer and other_part != part and other_part not in BESIDE):
                wrong.append(f"{name} imports {imported}")
    return wrong


BESIDE: tuple[str, ...] = ()
SOURCES = modules()


def test_imports_point_down_only() -> None:
    assert upward_imports(SOURCES) == []


@pytest.mark.parametrize(
    ("module", "line"),
    [
        ("factcheck.model", "from factcheck.pipeline import ingest"),
        ("factcheck.search.dense", "import factcheck.cli"),
        ("factcheck.stance.model", "def late():\n    from factcheck.ui import words"),
        ("factcheck.search.dense", "from ..pipeline import check"),
        ("factcheck.search.dense", "from factcheck import pipeline"),
        ("factcheck.search.dense", "from factcheck.store import schema"),
    ],
)
def test_an_import_that_points_up_or_sideways_is_found(module: str, line: str) -> None:
    source, package = SOURCES[module]
    assert len(upward_imports(SOURCES | {module: (f"{source}\n{line}\n", package)})) == 1


def test_a_module_without_a_layer_is_found() -> None:
    with pytest.raises(AssertionError, match=r"factcheck\.utils stands in no layer"):
        upward_imports(SOURCES | {"factcheck.utils": ("", "factcheck")})


@pytest.mark.parametrize("library", ONLY_IN)
def test_a_library_is_imported_only_where_it_belongs(library: str) -> None:
    users = {
        name
        for name, (source, package) in SOURCES.items()
        if any(is_in(imported, library) for imported in imports_of(source, package))
    }
    assert {name for name in users if not any(is_in(name, part) for part in ONLY_IN[library])} == set()


def test_nothing_is_called_by_a_name_that_says_nothing() -> None:
    words = {"utils", "util", "helpers", "helper", "manager", "core", "common", "misc", "chunk", "chunks"}
    assert [name for name in SOURCES if words & set(name.replace("_", ".").split("."))] == []


def test_importing_the_package_loads_nothing_and_does_nothing(tmp_path: Path) -> None:
    code = (
        "import sys\nbefore = set(sys.modules)\nimport factcheck\n"
        "print(sorted(name for name in set(sys.modules) - before if not name.startswith('factcheck')))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=tmp_path,
        env={"PYTHONPATH": str(REPOSITORY), "PATH": ""},
        capture_output=True,
        text=True,
        check=True,
    )
    loaded = [name for name in ast.literal_eval(done.stdout) if name.partition(".")[0] not in sys.stdlib_module_names]
    assert loaded == []
    assert list(tmp_path.iterdir()) == []
