"""The table of what other tools look at, too."""

from __future__ import annotations

from generator.validation.catalog import catalog
from generator.validation.peers import PEERS


def test_every_peer_belongs_to_a_rule():
    assert set(PEERS) <= set(catalog())
