"""The table of what other tools look at, too."""

from __future__ import annotations

from generator.validation.catalog import catalog
from generator.validation.peers import PEERS


def test_every_peer_belongs_to_a_rule():
    assert set(PEERS) <= set(catalog())


def test_who_asks_for_the_feature_asks_for_no_more():
    """PSRule wants repairs and zone balance to be there, not what they need where they are."""
    asked = {rule: PEERS.get(rule, ()) for rule in ("UPG002", "VMS004", "VMS005")}
    assert asked == {"UPG002": (), "VMS004": (), "VMS005": ("PSRule",)}
