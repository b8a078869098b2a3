"""Fragments of a user that take time or memory without end: a sentence, in seconds."""

import os

import pytest

from generator.rendering.options import RenderOptions
from generator.rendering.render import render

SPEC = "name: shop\nos: linux\nsize: Standard_D2s_v5\ncount: 2\nadmin:\n  user: azureops\n"
ENDLESS = [
    "{% for a in range(99999) %}{% for b in range(99999) %}{% endfor %}{% endfor %}",
    "{% set x = 10**10000000 %}{{ x }}",
    "{{ lipsum(n=100000) }}",
]
LARGE = [
    '{% set n = namespace(x="x") %}{% for a in range(99) %}{% set n.x = n.x ~ n.x %}{% endfor %}',
    '{{ "x"|center(9999999999) }}',
    '{{ ("x" * 99999)|replace("x", "y" * 99999) }}',
]


def said(folder, fragment):
    (folder / "t" / "resources").mkdir(parents=True)
    (folder / "t" / "resources" / "zz.json.j2").write_text(fragment)
    spec = folder / "scaleset.yaml"
    spec.write_text(SPEC)
    before = os.times()
    found = render(spec, RenderOptions(folder / "t", bicep=False)).findings
    after = os.times()
    assert sum(after[:4]) - sum(before[:4]) < 8
    return [item.message for item in found if item.rule == "fragment"]


@pytest.mark.parametrize("fragment", ENDLESS)
def test_a_fragment_without_end_is_ended(tmp_path, fragment):
    (message,) = said(tmp_path, fragment)
    assert message.endswith(
        "take more than 3 seconds or 400 MB: look for long loops, powers and texts that grow"
    )


@pytest.mark.skipif(os.name == "nt", reason="the memory of a process is bounded elsewhere only")
@pytest.mark.parametrize("fragment", LARGE)
def test_a_fragment_that_grows_is_refused(tmp_path, fragment):
    assert said(tmp_path, fragment) == [
        "resources/zz.json.j2: it takes more memory than a fragment may"
    ]


def test_a_fragment_of_a_user_is_put_in_as_before(tmp_path):
    assert said(tmp_path, '{"outputs": {"a": {"type": "string", "value": "x"}},}') == []
