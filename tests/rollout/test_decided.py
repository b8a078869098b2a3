"""Changes of a set that are decided by what else the model has, or by the mode: each by its source."""

from __future__ import annotations

import pytest

from tests.support.neighborhood import changed, planned, refused, warned

HEALTH = {
    "name": "health",
    "properties": {
        "publisher": "Microsoft.ManagedServices",
        "type": "ApplicationHealthLinux",
        "typeHandlerVersion": "1.0",
        "settings": {"protocol": "tcp", "port": 80},
    },
}


def of(resources):
    return resources["set"]["properties"]


def model(resources):
    return of(resources)["virtualMachineProfile"]


def no_health(resources):
    """Take the source of health out of both sides."""
    del model(resources)["networkProfile"]["healthProbe"]


def in_mode(mode):
    def before(resources):
        no_health(resources)
        of(resources)["upgradePolicy"]["mode"] = mode

    return before


def repairs_and_health(resources):
    model(resources)["extensionProfile"] = {"extensions": [HEALTH]}
    of(resources)["automaticRepairsPolicy"] = {"enabled": True}


def rolling_and_health(resources):
    model(resources)["extensionProfile"] = {"extensions": [HEALTH]}
    of(resources)["upgradePolicy"]["mode"] = "Rolling"


def rolling(resources):
    of(resources)["upgradePolicy"]["mode"] = "Rolling"


def probe_gone(resources):
    model(resources)["networkProfile"]["healthProbe"] = None


def probe_for_extension(resources):
    probe_gone(resources)
    model(resources)["extensionProfile"] = {"extensions": [HEALTH]}


def basic(resources):
    resources["balancer"]["sku"]["name"] = "Basic"
    of(resources)["singlePlacementGroup"] = True


def several_groups(resources):
    of(resources)["singlePlacementGroup"] = False


def disks(resources):
    model(resources)["storageProfile"]["dataDisks"] = [{"lun": 0, "createOption": "Empty"}]


def surging(resources):
    disks(resources)
    policy = {"mode": "Rolling", "rollingUpgradePolicy": {"maxSurge": True}}
    of(resources)["upgradePolicy"] = policy


def trusted(resources):
    model(resources)["securityProfile"] = {"securityType": "TrustedLaunch"}
    model(resources)["storageProfile"]["imageReference"]["sku"] = "server-gen2"


DECIDED = {
    "repairs-before-health": (in_mode("Manual"), repairs_and_health, ["BadRequest"]),
    "repairs-with-health": (in_mode("Automatic"), repairs_and_health, []),
    "rolling-before-health": (in_mode("Manual"), rolling_and_health, []),
    "health-probe-gone": (rolling, probe_gone, ["BadRequest"]),
    "placement-group-basic": (
        basic,
        several_groups,
        ["VMScaleSetCannotReferenceLoadbalancerWhenLargeScaleOrCrossAZ"],
    ),
    "trusted-launch-data-disks": (disks, trusted, ["trusted-launch-data-disks"]),
}
"""By the row: what both sides have, the change, and what Azure answers; nothing where it is likely."""


@pytest.mark.parametrize("row", DECIDED)
def test_what_decides_is_looked_at(tmp_path, row):
    before, change, codes = DECIDED[row]
    found = planned(tmp_path, *changed(change, before))
    (item,) = found.scale_sets
    rows = [verdict.row for verdict in item.verdicts if verdict.row.id == row]
    assert len(rows) == 1
    assert refused(found) == ({"web": codes} if codes else {})
    assert ("CHG021" in {trap.id for trap in item.traps}) is not bool(codes)
    assert "update-instances" not in str(item.commands) or not codes
    assert rows[0].steps or "first" in rows[0].says


QUIET = {
    "repairs where a probe tells the health": (None, repairs_and_health),
    "the extension for the probe": (rolling, probe_for_extension),
    "the probe of mode Manual": (None, probe_gone),
    "several groups behind Standard": (
        lambda r: of(r).update(singlePlacementGroup=True),
        several_groups,
    ),
    "Trusted Launch with a surge": (surging, trusted),
}


@pytest.mark.parametrize("name", QUIET)
def test_what_is_sound_is_not_refused(tmp_path, name):
    before, change = QUIET[name]
    found = planned(tmp_path, *changed(change, before))
    assert (refused(found), warned(found)) == ({}, {})
    assert found.scale_sets[0].verdicts


def test_a_reservation_that_is_left_out_stays_and_how_to_take_it_off_is_told(tmp_path):
    def reserved(resources):
        group = {"id": "/subscriptions/0/groups/a"}
        model(resources)["capacityReservation"] = {"capacityReservationGroup": group}

    def left_out(resources):
        del model(resources)["capacityReservation"]

    def null(resources):
        model(resources)["capacityReservation"]["capacityReservationGroup"]["id"] = None

    found = planned(tmp_path, *changed(left_out, reserved))
    assert refused(found) == {}
    assert [trap.id for trap in found.scale_sets[0].traps] == ["CHG022"]
    found = planned(tmp_path, *changed(null, reserved))
    assert refused(found) == {"web": ["reservation-removed"]}


def test_an_identity_that_is_taken_away_is_gone_in_any_mode_and_nothing_is_called_untouched(
    tmp_path,
):
    def two(resources):
        ids = {f"/subscriptions/0/ids/{name}": {} for name in "ab"}
        resources["set"]["identity"] = {"type": "UserAssigned", "userAssignedIdentities": ids}

    def one(resources):
        del resources["set"]["identity"]["userAssignedIdentities"]["/subscriptions/0/ids/b"]

    found = planned(tmp_path, *changed(one, two))
    (item,) = found.scale_sets
    assert [(verdict.row.id, verdict.when) for verdict in item.verdicts] == [
        ("identity-taken", "immediately")
    ]
    assert "touched" not in item.sum
    assert [trap.id for trap in item.traps] == ["CHG022"]
