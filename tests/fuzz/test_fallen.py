"""What fell out of the fuzz, each once: it ended in a traceback before."""

import pytest

from tests.fuzz.targets import TARGETS

FALLEN = [
    (
        "cloud-init",
        'Content-Type: multipart/mixed; boundary="=x"\nMIME-Version: 1.0\n\n--=x\n'
        "Content-Type: text/cloud-config\n\n#cloud-config\n{}\n: \ud800\n--=x--\n",
    ),
    (
        "cloud-init",
        'Content-Type: mpitluart/mixed; b\ud800undary="=x"\nMIME-Version: 1.0\n\n'
        "--=x\nContent-Type: text/cloud-config\n\n#cloud-config\n--=x--\n",
    ),
    (
        "cloud-init",
        f'Content-Type: multipart/mixed; bound{"(" * 50}ary="=x"\nMIME-Version: 1.0\n\n--=x\n'
        "Content-Type: text/cloud-config\n\n#cloud-config\n{}\n--=x--\n",
    ),
    ("cloud-init", "#cloud-config-archive\n- type: {0}\n  content: |\n    packages: [a]\n"),
    ("cloud-init", "#cloud-config-archive\n- type: [[]]\n  content: |\n    packages: [a]\n"),
    ("expressions", "[guid('1e999', '\ud800')]"),
    (
        "validate",
        '{"$schema": null, "contentVersion": "1.0.0.0", "variables": "[buildUri(-]]", '
        '"resources": [], "outputs": {"u": {"type": "string", "value": "[variables(\'m\').a]"}}}',
    ),
    (
        "spec",
        "name: a\nos: linux\nsize: Standard_D2s_v5\ncount: 2\nadmin:\n  user: azureops\ndeliver:\n"
        "  - cloudInit:\n      file: ./a.yaml\n      values:\n        BACKEND:\n",
    ),
]


@pytest.mark.parametrize(("name", "text"), FALLEN)
def test_it_is_read_to_its_end(name, text):
    TARGETS[name].read(text)
