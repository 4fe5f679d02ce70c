"""What the package shows and how its modules stand on one another."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import onrecord

SOURCE = Path(onrecord.__file__).parent
MODULES = sorted(SOURCE.rglob("*.py"))
TREES = {path: ast.parse(path.read_text(encoding="utf-8")) for path in MODULES}
STAGES = ("read", "extract", "resolve", "link", "ledger", "export", "care")
LAYERS = [
    ("errors",), ("whole",), ("data",), ("glossary",), ("text",), ("numerals",), ("wordforms",), ("alignment",),
    ("wording",), ("gathering",), ("voices",), ("cores",), STAGES, ("linking", "pipeline"),
    ("serve", "corpus", "terminal"), ("cli",),
]  # fmt: skip
"""From the lowest."""

HEAVY = (
    "numpy onnxruntime tokenizers trafilatura lxml htmldate rich typer sqlalchemy alembic psycopg pyarrow daft "
    "fastwarc litestar jinja2 uvicorn httpx2 matplotlib"
)
ONE_FILE = {"onnxruntime": "extract/extractor.py", "trafilatura": "read/clean.py"}


def name(path: Path) -> str:
    return path.relative_to(SOURCE).as_posix()


def part(module: str) -> str:
    """The layer's part that a module belongs to: `read` of onrecord.read.source."""
    return module.split(".")[1] if "." in module else ""


def level(of: str) -> int:
    return next(n for n, parts in enumerate(LAYERS) if of in parts)


def imported(path: Path) -> set[str]:
    """The full names that a module imports, wherever in it: onrecord.data, onrecord.text.marks."""
    found: set[str] = set()
    for node in ast.walk(TREES[path]):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{name(path)}:{node.lineno} imports relatively"
            module = node.module or ""
            found |= {f"{module}.{a.name}" for a in node.names} if module == "onrecord" else {module}
    return found


def test_all_is_sorted_and_holds_every_name_of_the_door() -> None:
    assert onrecord.__all__ == sorted(onrecord.__all__)
    assert len(onrecord.__all__) == len(set(onrecord.__all__))
    typed = {
        alias.asname or alias.name
        for node in ast.walk(TREES[SOURCE / "__init__.py"])
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("onrecord.")
        for alias in node.names
    }
    assert set(onrecord.__all__) == typed, "what a type checker sees is what there is"
    assert dir(onrecord) == onrecord.__all__


@pytest.mark.parametrize("public", onrecord.__all__)
def test_each_name_of_the_door_can_be_imported_and_is_documented(public: str) -> None:
    found = getattr(onrecord, public)
    assert found.__module__.startswith("onrecord.")
    assert found.__doc__
    namespace: dict[str, object] = {}
    exec(f"from onrecord import {public}", namespace)
    assert namespace[public] is found


@pytest.mark.parametrize("module", ["care", "export", "link", "linking"])
def test_the_modules_that_the_door_names_need_no_import_of_their_own(module: str) -> None:
    """In a process where nothing else has imported them."""
    assert f"`onrecord.{module}`" in (onrecord.__doc__ or "")
    code = f"import onrecord, sys; assert 'onrecord.{module}' not in sys.modules; print(onrecord.{module}.__name__)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == f"onrecord.{module}\n"


def test_every_value_and_error_stands_at_the_door() -> None:
    import onrecord.data
    import onrecord.errors

    for module in (onrecord.data, onrecord.errors):
        own = {n for n, v in vars(module).items() if isinstance(v, type) and v.__module__ == module.__name__}
        assert own <= set(onrecord.__all__)


def test_an_unknown_name_is_an_attribute_error_that_names_it() -> None:
    with pytest.raises(AttributeError, match="'onrecord' has no attribute 'nothing'"):
        _ = onrecord.nothing
    with pytest.raises(ImportError):
        exec("from onrecord import nothing")


@pytest.mark.parametrize(
    "code",
    [
        "import onrecord",
        "from onrecord import Article, Record, OnrecordError; import onrecord.text",
        "import onrecord; onrecord.OnrecordError, onrecord.Capture, dir(onrecord)",
    ],
)
def test_importing_onrecord_loads_nothing_heavy(code: str) -> None:
    check = f"{code}; import sys; print(*[m for m in {HEAVY.split()} if m in sys.modules])"
    printed = subprocess.run([sys.executable, "-c", check], capture_output=True, text=True, check=True).stdout
    assert printed.split() == []


@pytest.mark.parametrize("path", MODULES, ids=name)
def test_no_module_imports_a_higher_layer_and_no_stage_another(path: Path) -> None:
    own = part("onrecord." + ".".join(path.relative_to(SOURCE).with_suffix("").parts))
    if own in ("__init__", "__main__"):
        return
    for module in imported(path):
        if not module.startswith("onrecord"):
            continue
        other = part(module)
        assert other, f"{name(path)} imports the whole door"
        assert level(other) <= level(own), f"{name(path)} imports {module}, which stands above it"
        assert other == own or not {own, other} <= set(STAGES), f"{name(path)} imports another stage, {module}"
        assert other == own or level(other) < level(own), f"{name(path)} imports {module} beside it"


@pytest.mark.parametrize("package", ONE_FILE)
def test_a_heavy_package_stands_in_one_file(package: str) -> None:
    holders = [name(p) for p in MODULES if any(m.split(".")[0] == package for m in imported(p))]
    assert holders == [ONE_FILE[package]]


def documented(tree: ast.Module) -> list[str]:
    """The public functions and classes, and the methods of those at the door, that have no docstring."""
    missing = [] if ast.get_docstring(tree) else ["the module"]
    for node in tree.body:
        members = [node, *(node.body if isinstance(node, ast.ClassDef) and node.name in onrecord.__all__ else [])]
        for member in members:
            if not isinstance(member, ast.FunctionDef | ast.ClassDef) or member.name.startswith("_"):
                continue
            if not ast.get_docstring(member):
                missing.append(f"{member.name}, line {member.lineno}")
    return missing


@pytest.mark.parametrize("path", MODULES, ids=name)
def test_every_public_function_and_class_has_a_docstring(path: Path) -> None:
    assert documented(TREES[path]) == []


@pytest.mark.parametrize("path", MODULES, ids=name)
def test_no_module_is_named_like_one_of_the_standard_library(path: Path) -> None:
    assert path.stem.startswith("__") or path.stem not in sys.stdlib_module_names


@pytest.mark.parametrize("path", MODULES, ids=name)
def test_code_is_held_by_no_broad_except_but_the_pipelines(path: Path) -> None:
    """`except Exception` hides faults: pipeline turns them to rejections; elsewhere each must say why."""
    lines = path.read_text(encoding="utf-8").splitlines()
    for node in ast.walk(TREES[path]):
        if isinstance(node, ast.ExceptHandler):
            assert node.type is not None, f"{name(path)}:{node.lineno} is a bare except"
            if isinstance(node.type, ast.Name) and node.type.id in ("Exception", "BaseException"):
                around = "\n".join(lines[node.lineno - 2 : node.lineno + 2])
                assert name(path) == "pipeline.py" or "#" in around, f"{name(path)}:{node.lineno} says not why"
