"""A short run of the fuzz, the same each time."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.fuzz.targets import TARGETS

if TYPE_CHECKING:
    from random import Random


@pytest.mark.parametrize("name", TARGETS)
def test_no_input_ends_in_a_traceback(name: str) -> None:
    target = TARGETS[name]

    @settings(max_examples=25, deadline=None, derandomize=True, database=None,
              suppress_health_check=list(HealthCheck))  # fmt: skip
    @given(st.randoms(use_true_random=False))
    def hunt(random: Random) -> None:
        target.read(target.made(random))

    hunt()
