"""What is printed, judged by the real compiler; what it means, by Azure's own engine.

`python -m tests.compile_corpus` does the same for the whole corpus.
"""

from __future__ import annotations

import json
import shutil

import pytest

from tests.support import arm
from tests.support.compiler import RefusedError
from tests.support.corpus_templates import needs_corpus
from tests.support.recompiled import (
    DATA,
    differences,
    judge,
    judge_printed,
    known,
    named_templates,
    own_cases,
)
from tests.support.workspace import CORPUS, OUTPUT, ROOT

STARTERS = sorted(path.parent.name for path in OUTPUT.glob("*/main.bicep"))


@pytest.mark.parametrize("name", known(STARTERS))
def test_a_starter_compiles_without_a_word_and_means_what_its_json_means(compiler, name, tmp_path):
    folder = shutil.copytree(OUTPUT / name, tmp_path / name)
    verdict = judge_printed(compiler, folder / "azuredeploy.json", folder / "main.bicep")
    assert verdict.faults() == []
    assert list(map(str, verdict.compiled.warnings())) == []


@pytest.mark.parametrize("name", known(STARTERS))
def test_the_parameter_file_of_a_starter_compiles(compiler, name):
    assert compiler.compile(OUTPUT / name / "main.bicepparam").errors() == []


@pytest.mark.parametrize("name", known(path.stem for path in own_cases()))
def test_a_case_compiles_and_means_what_the_template_meant(compiler, name, tmp_path):
    expected = DATA / "bicep" / f"{name}.expected.json"
    values = json.loads(expected.read_text())["values"] if expected.is_file() else None
    verdict = judge(compiler, DATA / "bicep" / f"{name}.json", tmp_path, values)
    assert verdict.faults() == []


PROMISED = {
    "BCP174", "BCP318", "BCP321", "BCP422", "decompiler-cleanup", "no-conflicting-metadata",
    "no-unnecessary-dependson", "no-unused-imports", "prefer-interpolation",
    "prefer-unquoted-property-names", "secure-params-in-parameters-file", "simplify-interpolation",
    "simplify-json-null", "use-parent-property", "use-resource-symbol-reference", "use-safe-access",
}  # fmt: skip
"""What the compiler has no reason to tell of our printing, whatever the template says."""


def test_the_documentation_promises_what_is_held_here():
    text = (ROOT / "docs" / "reference" / "bicep.md").read_text(encoding="utf-8")
    said = text.partition("How the output stays clear")[2].partition("\n## ")[0]
    assert sorted(code for code in PROMISED if code not in said) == []


@needs_corpus
@pytest.mark.parametrize("name", known(named_templates()))
def test_a_real_template_compiles_and_means_what_it_meant(compiler, name, tmp_path):
    """And no warning is of our making, as docs/reference/bicep.md promises."""
    verdict = judge(compiler, CORPUS / name, tmp_path)
    assert verdict.faults() == []
    assert [str(d) for d in verdict.compiled.diagnostics if d.code in PROMISED] == []


class TestTheHarness:
    """The judge itself: it must see what is wrong."""

    def test_it_sees_an_error(self, compiler, tmp_path):
        (tmp_path / "main.bicep").write_text("param a string = 1\n")
        assert "BCP033" in compiler.compile(tmp_path / "main.bicep").errors()[0]

    def test_it_sees_another_name_another_value_and_a_resource_that_is_gone(
        self, compiler, tmp_path
    ):
        def expanded(*resources, outputs=None):
            template = arm.template(
                parameters={"size": {"type": "securestring"}},
                resources=[
                    {
                        "type": "Microsoft.Network/virtualNetworks",
                        "apiVersion": "2024-05-01",
                        **item,
                    }
                    for item in resources
                ],
                outputs={"size": {"type": "string", "value": outputs or "[parameters('size')]"}},
            )
            return compiler.expand(template, {"size": "it's ${5}\n"}, "resourceGroup", tmp_path)

        one = expanded({"name": "a", "location": "[resourceGroup().location]"})
        assert one["outputs"] == {"size": "it's ${5}\n"}
        assert one["predictedResources"][0]["location"] == "eastus"
        assert list(differences(one, one)) == []
        other = expanded({"name": "b", "location": "eastus"})
        assert len(list(differences(one, other))) == 2
        moved = expanded({"name": "a", "location": "westus"})
        assert "location: eastus and westus" in next(differences(one, moved))
        assert "1 times before, 0 times after" in next(differences(one, expanded()))
        assert "output size" in next(differences(expanded(), expanded(outputs="x")))

    def test_it_goes_on_after_the_engine_refused(self, compiler, tmp_path):
        with pytest.raises(RefusedError):
            compiler.expand({"resources": 5}, {}, "resourceGroup", tmp_path)
        (tmp_path / "main.bicep").write_text("output a int = 1\n")
        assert compiler.compile(tmp_path / "main.bicep").json["outputs"]["a"]["value"] == 1
