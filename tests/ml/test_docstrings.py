"""What ml/ says of itself is there, and true of the code beside it."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FILES = sorted(path for path in (ROOT / "ml").rglob("*.py") if path.stem != "__init__")
SECTION = re.compile(r"^(Parameters|Returns|Raises|Notes|References|Examples)\n-+$", re.MULTILINE)
IDS = [str(path.relative_to(ROOT)) for path in FILES]

Documented = ast.FunctionDef | ast.ClassDef


def public(owner: ast.Module | ast.ClassDef) -> list[Documented]:
    """Return the public functions and classes of a module, and those of its public classes."""
    found = [
        node
        for node in owner.body
        if isinstance(node, (ast.FunctionDef, ast.ClassDef)) and not node.name.startswith("_")
    ]
    inner = [public(node) for node in found if isinstance(node, ast.ClassDef)]
    return [*found, *(node for nodes in inner for node in nodes)]


def named_in(docstring: str) -> list[str]:
    """Return the names that a section Parameters describes."""
    pieces = SECTION.split(docstring)
    sections = dict(zip(pieces[1::2], pieces[2::2], strict=True))
    lines = sections.get("Parameters", "").splitlines()
    return [name for line in lines if re.match(r"\*?[a-z]", line) for name in line.split(", ")]


def names_of(node: Documented) -> list[str]:
    """Return parameters of a function, or fields of a class."""
    if isinstance(node, ast.ClassDef):
        return [
            each.target.id
            for each in node.body
            if isinstance(each, ast.AnnAssign) and isinstance(each.target, ast.Name)
        ]
    arguments = node.args
    given = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]
    rest = [f"*{arguments.vararg.arg}"] if arguments.vararg else []
    return [argument.arg for argument in given if argument.arg != "self"] + rest


@pytest.mark.parametrize("path", FILES, ids=IDS)
def test_modules_functions_and_classes_are_documented(path: Path) -> None:
    tree = ast.parse(path.read_text("utf-8"))
    assert ast.get_docstring(tree)
    assert [node.name for node in public(tree) if not ast.get_docstring(node)] == []


@pytest.mark.parametrize("path", FILES, ids=IDS)
def test_described_parameters_are_those_there_are(path: Path) -> None:
    for node in public(ast.parse(path.read_text("utf-8"))):
        described = named_in(ast.get_docstring(node) or "")
        if described:
            assert sorted(described) == sorted(names_of(node)), node.name


@pytest.mark.parametrize("path", FILES, ids=IDS)
def test_a_citation_has_its_reference(path: Path) -> None:
    text = path.read_text("utf-8")
    cited = set(re.findall(r"\[(\d+)\]_", text))
    listed = set(re.findall(r"^ *\.\. \[(\d+)\]", text, re.MULTILINE))
    assert cited <= listed
    # A paper has its DOI or arXiv number, a book its publisher.
    for reference in re.split(r"^ *\.\. (?=\[\d)", text, flags=re.MULTILINE)[1:]:
        entry = reference.split('"""')[0].split("\n\n")[0]
        assert re.search(r"https://doi\.org/|https://arxiv\.org/|Press|Wiley", entry), entry
