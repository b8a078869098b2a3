"""The pre-commit hooks, run as pre-commit does, as far as no network is needed.

They run the package under test in the place of an installed one.
"""

from __future__ import annotations

import json
import re
import shlex
import shutil

import pytest

from tests.support import arm
from tests.support.repositories import HOOKS, Repository
from tests.support.workspace import MINIMAL

GOOD = json.dumps(arm.template())
BAD = GOOD.replace("resources", "resurces")
CHECK, VALIDATE = "scaleset-render-check", "scaleset-validate"
SPECS = "scaleset-check"

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not shutil.which("git"), reason="needs git"),
]


@pytest.fixture
def repository(tmp_path):
    return Repository(tmp_path / "repository", tmp_path / "around")


@pytest.fixture
def both(repository, scaleset):
    """A repository with a rendered spec, a template and other JSON."""
    repository.write({"shop/scaleset.yaml": MINIMAL, "infra/main.json": GOOD, "package.json": "{}"})
    assert scaleset("render", repository.path / "shop").code == 0
    repository.commit()
    return repository


def test_they_pass_where_all_is_well(both):
    for name in HOOKS:
        ran = both.hook(name)
        assert ran.returncode == 0, name
        assert not {"error", "warning"} & set((ran.stdout + ran.stderr).split()), name


def test_they_pass_where_there_is_nothing_for_them(repository):
    repository.write({"package.json": "{}", "src/main.json": '{"greeting": "hello"}'})
    repository.write({"deploy.json": "[1,", ".template.config/template.json": '{"author": "x"}'})
    repository.commit()
    for name in HOOKS:
        ran = repository.hook(name)
        assert (ran.returncode, ran.stdout) == (0, ""), (name, ran.stdout, ran.stderr)


def test_what_is_asked_for_and_not_there_is_no_success(repository):
    for command in ("validate none.json", "validate infra main.json", "render --check none"):
        ran = repository.run(["scaleset", *command.split(), "--if-any"])
        assert ran.returncode == 2, command
        assert "no such file or folder" in ran.stdout + ran.stderr


def test_without_the_option_nothing_to_check_is_no_success(repository):
    for command in ("validate .", "render --check .", "validate *.json"):
        assert repository.run(["scaleset", *command.split()]).returncode == 2, command
        ran = repository.run(["scaleset", *command.split(), "--if-any"])
        assert ran.returncode == 0, command
        assert "othing to " in ran.stdout + ran.stderr, command


def test_validate_says_what_is_broken(both):
    both.write({"infra/main.json": BAD, "deploy-web.json": GOOD[:-1]})
    both.commit()
    ran = both.hook(VALIDATE)
    assert ran.returncode == 1
    assert re.findall(r"^(\S+):\d+:\d+: error (\S+)", ran.stdout, re.MULTILINE) == [
        ("deploy-web.json", "json-syntax"),
        ("infra/main.json", "TPL002"),
        ("infra/main.json", "TPL002"),
    ]
    assert both.hook(CHECK).returncode == 0


def test_render_check_says_what_is_stale(both):
    both.write({"shop/scaleset.yaml": f"{MINIMAL}count: 5\n"})
    ran = both.hook(CHECK)
    assert ran.returncode == 1
    assert "shop/azuredeploy.parameters.json" in ran.stderr
    assert both.hook(VALIDATE).returncode == 0


def test_check_says_what_is_wrong_with_specs_and_writes_nothing(repository):
    repository.write({"shop/scaleset.yaml": MINIMAL, "web/blue.scaleset.yml": MINIMAL})
    repository.commit()
    assert repository.hook(SPECS).returncode == 0
    repository.write({"web/blue.scaleset.yml": f"{MINIMAL}\ncuont: 5\n"})
    ran = repository.hook(SPECS)
    assert ran.returncode == 1
    assert re.findall(r"^(\S+?):\d+:\d+: error (\S+)", ran.stdout, re.MULTILINE) == [
        ("web/blue.scaleset.yml", "SPC001")
    ]
    assert repository.git("status", "--porcelain").split() == ["M", "web/blue.scaleset.yml"]


@pytest.mark.parametrize(
    ("name", "taken"),
    [
        ("scaleset.yaml", True),
        ("shop/scaleset.yml", True),
        ("shop/scaleset.json", True),
        ("shop/blue.scaleset.yaml", True),
        ("web.v2.scaleset.json", True),
        (".scaleset.yaml", False),  # the former name of the configuration
        ("scaleset.config.yaml", False),
        ("scaleset.schema.json", False),
        ("myscaleset.yaml", False),
        ("scaleset.yaml.orig", False),
    ],
)
def test_which_files_check_is_given(name, taken):
    assert bool(re.search(HOOKS[SPECS]["files"], name)) is taken


@pytest.mark.parametrize("hook", HOOKS.values(), ids=HOOKS)
def test_they_are_what_pre_commit_takes(hook):
    assert {"id", "name", "entry", "language"} <= hook.keys()
    assert hook["language"] == "python"
    assert shlex.split(hook["entry"])[0] == "scaleset"


@pytest.mark.parametrize(
    ("name", "taken"),
    [
        ("azuredeploy.json", True),
        ("azuredeploy.parameters.json", True),
        ("infra/main.json", True),
        ("infra/main.parameters.test.json", True),
        ("mainTemplate.json", True),
        ("template.json", True),
        ("web/vmss-template.json", True),
        ("deploy.json", True),
        ("deploy-web.json", True),
        ("deployment.json", True),
        ("parameters.json", True),
        ("bicep/web.json", True),
        ("src/infra/modules/network.json", True),
        ("nestedtemplates/subnet.json", True),
        ("package.json", False),
        ("src/i18n/en.json", False),
        ("tsconfig.json", False),
        ("main.bicep", False),
        ("main.json.orig", False),
    ],
)
def test_which_files_validate_is_given(name, taken):
    assert bool(re.search(HOOKS[VALIDATE]["files"], name)) is taken
