"""The house rules: every room is tested, small and documented; settings and commands are where readers look."""

import ast
import re
import tomllib

import attrs
import click
import pytest

from gopherd import cli, config
from tests.reference import ROOT

MODULES = sorted((ROOT / "gopherd").rglob("*.py"))
README = ROOT / "README.md"
STARTER = (ROOT / "gopherd" / "starter" / "gopherd.toml").read_text("utf-8")
WITHOUT_A_TEST = {"__init__.py", "__main__.py"}
TEXT = {".py", ".md", ".toml", ".yml", ".yaml", ".sh", ".txt", ".service", ""}
KEYS = [
    (table, attribute.name)
    for table, kind in [
        ("site", config.SiteTable),
        ("layout", config.LayoutTable),
        ("front", config.FrontTable),
        ("sections", config.SectionTable),
        ("numbers", config.NumbersTable),
        ("tls", config.TlsTable),
    ]
    for attribute in attrs.fields(kind)
]
COMMANDS = [
    (name, option)
    for name, command in cli.main.commands.items()
    for option in (
        None,
        *(
            max(parameter.opts, key=len)
            for parameter in command.params
            if isinstance(parameter, click.Option) and not parameter.hidden
        ),
    )
]


def name_of(path):
    return str(path.relative_to(ROOT))


@pytest.fixture(scope="module")
def readme():
    if not README.exists():
        pytest.skip("there is no README.md yet")
    return README.read_text("utf-8")


@pytest.mark.parametrize("path", [path for path in MODULES if path.name not in WITHOUT_A_TEST], ids=name_of)
def test_every_module_has_its_test(path):
    inside = path.relative_to(ROOT / "gopherd")
    assert (ROOT / "tests" / inside.parent / f"test_{inside.name}").is_file()


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_no_module_is_longer_than_300_lines(path):
    assert len(path.read_text("utf-8").splitlines()) <= 300


@pytest.mark.parametrize("path", [path for path in MODULES if path.name != "__main__.py"], ids=name_of)
def test_everything_public_says_what_it_is(path):
    module = ast.parse(path.read_text("utf-8"))
    assert ast.get_docstring(module)
    assert [node.name for node in public(module) if not ast.get_docstring(node)] == []


def public(node):
    """The public classes, functions and methods below a node; what another class has promised needs no words."""
    for inner in ast.iter_child_nodes(node):
        if isinstance(inner, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            if inner.name.startswith("_") or is_promised_elsewhere(inner):
                continue
            yield inner
            if isinstance(inner, ast.ClassDef):
                yield from public(inner)


def is_promised_elsewhere(node):
    """Whether the name is not ours: Twisted's and asyncio's are in camelCase, click's are overridden."""
    return bool(re.fullmatch(r"[a-z]+[A-Z]\w*", node.name)) or node.name == "parse_args"


@pytest.mark.parametrize(("table", "key"), KEYS)
def test_every_setting_is_in_the_starter_with_a_comment(table, key):
    lines = STARTER.splitlines()
    if table == "numbers":
        assert "[numbers." in STARTER
        return
    place = next(place for place, line in enumerate(lines) if re.match(rf"(# )?{key} = ", line))
    assert any(line.startswith("#") for line in lines[max(place - 4, 0) : place])


@pytest.mark.parametrize(("table", "key"), KEYS)
def test_every_setting_is_in_the_readme(readme, table, key):
    assert f"`{table}.{key}`" in readme or re.search(rf"`\[\[{table}\]\]`.*`{key}`", readme)


@pytest.mark.parametrize(("command", "option"), COMMANDS)
def test_every_command_and_option_is_in_the_readme(readme, command, option):
    assert re.search(rf"gopherd {command}\b", readme)
    assert option is None or re.search(rf"{option}\b", readme)


def test_the_starter_is_as_the_program_reads_it():
    assert set(tomllib.loads(STARTER)) <= {attribute.name for attribute in attrs.fields(config.Config)}
    commented = re.sub(r"^# (?=\w+ = |\".*\" = |\[)", "", STARTER, flags=re.MULTILINE)
    assert set(tomllib.loads(commented)) == {attribute.name for attribute in attrs.fields(config.Config)}


def tracked():
    """The text files of the project: what lies in its folders, without what .gitignore names."""
    for folder in ("gopherd", "tests", "archive", "docker", ".ci"):
        for path in sorted((ROOT / folder).rglob("*")):
            if path.is_file() and path.suffix in TEXT and not {".gopherd", "__pycache__"} & set(path.parts):
                yield path
    yield from (
        ROOT / name for name in ("pyproject.toml", "README.md", "LICENSE", ".gitignore") if (ROOT / name).exists()
    )


@pytest.mark.parametrize("path", list(tracked()), ids=name_of)
def test_no_file_names_a_place_on_somebodys_machine(path):
    found = re.findall(r"/(?:work|tmp|home|root|Users)/[\w.-]+", path.read_text("utf-8"))
    assert [place for place in found if not place.startswith("/home/gopherd")] == []
