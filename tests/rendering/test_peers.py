"""What the table of other tools says of a spec is rendered, validated (test_features) and compiled."""

from __future__ import annotations

import pytest

from tests.rendering.test_features import joined
from tests.support.features import FEATURES
from tests.support.peers import ROWS

OURS = {item.words: item for item in FEATURES}
NAMED = sorted({words for row in ROWS for words in row.words})


def test_each_row_names_capabilities_of_the_table():
    assert [words for words in NAMED if words not in OURS] == []


@pytest.mark.parametrize("words", NAMED)
def test_the_bicep_of_a_capability_compiles(folder, compiler, words):
    feature = OURS[words]
    rendering = folder.render(joined(feature.base, feature.spec), **feature.files)
    for item in rendering.artifacts:
        target = folder.path / item.name
        target.parent.mkdir(exist_ok=True)
        target.write_text(item.text, encoding="utf-8")
    compiled = compiler.compile(folder.path / "main.bicep")
    assert [*compiled.errors(), *compiled.warnings()] == []
