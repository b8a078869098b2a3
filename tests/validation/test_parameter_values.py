"""What a parameter file gives: no secrets, and values instead of expressions."""

from __future__ import annotations

import pytest

from generator.validation.batch import validate_files
from tests.support import arm

DECLARED = {
    "password": {"type": "secureString"},
    "login": {"type": "secureObject"},
    "size": {"type": "string"},
}
VAULT = {"keyVault": {"id": f"/subscriptions/{'1' * 8}-1111-1111-1111-{'1' * 12}/resourceGroups/g/providers/Microsoft.KeyVault/vaults/v"}, "secretName": "s"}  # fmt: skip


@pytest.fixture
def said(tmp_path):
    def validate(**parameters):
        outputs = {
            name: {"type": "string", "value": f"[string(empty(parameters('{name}')))]"}
            for name in DECLARED
        }
        template = arm.template(parameters=DECLARED, outputs=outputs)
        (tmp_path / "t.json").write_text(arm.text(template), "utf-8")
        given = {**arm.parameter_file(), "parameters": parameters}
        (tmp_path / "t.parameters.json").write_text(arm.text(given), "utf-8")
        found = validate_files([tmp_path]).findings
        return [item for item in found if item.rule in {"PAR006", "PAR007"}]

    return validate


@pytest.mark.parametrize(
    ("name", "value"), [("password", "Hunter2!"), ("login", {"user": "u", "key": "Hunter2!"})]
)
def test_a_secret_in_the_clear_is_told_and_not_repeated(said, name, value):
    (found,) = said(**{name: {"value": value}})
    assert (found.rule, found.severity.label) == ("PAR006", "warning")
    assert found.pointer == f"/parameters/{name}/value"
    assert f"parameter '{name}' is a secret" in found.message
    assert "Hunter2!" not in found.message


@pytest.mark.parametrize(
    "entry",
    [
        {"reference": VAULT},
        {"value": "GEN-PASSWORD"},
        {"value": ""},
        {"value": "#{password}#"},
        {"value": "$(password)"},
        {"value": "<your password>"},
        {"value": "${PASSWORD}"},
    ],
)
def test_what_is_filled_in_later_is_no_secret(said, entry):
    assert said(password=entry, size={"value": "Hunter2!"}) == []


@pytest.mark.parametrize(
    ("value", "count"),
    [
        ("[resourceGroup().location]", 1),
        ("[concat('a', 'b')]", 1),
        ("[[resourceGroup().location]", 0),
        ("[text in brackets]", 0),
        ("[]", 0),
        ("x", 0),
        (["[resourceGroup().location]"], 0),
    ],
)
def test_an_expression_is_no_value(said, value, count):
    found = [item for item in said(size={"value": value}) if item.rule == "PAR007"]
    assert len(found) == count
    assert all(item.pointer == "/parameters/size/value" for item in found)
