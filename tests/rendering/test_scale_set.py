"""The scale set around the application: modes, health, network, parameters, raw, fragments."""

from __future__ import annotations

import json

import pytest

from tests.support.workspace import MINIMAL

WEB = MINIMAL + "ports: [{port: 80}]\nhealth: {requestPath: /healthz}\n"
VMSS = "Microsoft.Compute/virtualMachineScaleSets"


def kinds(template: dict) -> list[str]:
    return [item["type"].rsplit("/", 1)[1] for item in template["resources"]]


def resource(template: dict, kind: str) -> dict:
    return next(item for item in template["resources"] if item["type"].endswith("/" + kind))


class TestModes:
    def test_flexible_has_what_it_needs_and_nothing_of_uniform(self, folder):
        properties = folder.scale_set(WEB)["properties"]
        assert properties["orchestrationMode"] == "Flexible"
        assert properties["platformFaultDomainCount"] == 1
        network = properties["virtualMachineProfile"]["networkProfile"]
        assert network["networkApiVersion"] == "2020-11-01"
        assert not {"overprovision", "singlePlacementGroup"} & properties.keys()

    def test_uniform_rejects_the_network_api_version(self, folder):
        properties = folder.scale_set(WEB + "orchestration: uniform\n")["properties"]
        assert properties["orchestrationMode"] == "Uniform"
        assert "networkApiVersion" not in properties["virtualMachineProfile"]["networkProfile"]
        assert properties["overprovision"] is False

    def test_a_probe_as_health_makes_it_uniform(self, folder):
        spec = MINIMAL + "ports: [{port: 80}]\nhealth: {source: loadBalancer, requestPath: /}\n"
        properties = folder.scale_set(spec)["properties"]
        profile = properties["virtualMachineProfile"]
        assert properties["orchestrationMode"] == "Uniform"
        assert "'probes', " not in json.dumps(profile["networkProfile"]["healthProbe"])
        assert "web-lb', 'tcp-80'" in profile["networkProfile"]["healthProbe"]["id"]
        assert "extensionProfile" not in profile
        refused = folder.mistakes(spec + "orchestration: flexible\n")
        assert ["Flexible takes no health probe" in line for line in refused] == [True]

    def test_a_system_identity_makes_it_uniform(self, folder):
        found = folder.scale_set(WEB + "identity: {system: true}\n")
        assert found["identity"] == {"type": "SystemAssigned"}
        assert found["properties"]["orchestrationMode"] == "Uniform"

    def test_automatic_os_upgrade_excludes_guest_patching(self, folder):
        found = folder.scale_set(WEB + "upgrade: {automaticOSUpgrade: true}\n")["properties"]
        assert found["orchestrationMode"] == "Uniform"
        assert (
            found["upgradePolicy"]["automaticOSUpgradePolicy"]["enableAutomaticOSUpgrade"] is True
        )
        linux = found["virtualMachineProfile"]["osProfile"]["linuxConfiguration"]
        assert linux["patchSettings"] == {"patchMode": "ImageDefault"}
        refused = folder.mistakes(
            WEB + "upgrade: {automaticOSUpgrade: true}\npatching: AutomaticByPlatform\n"
        )
        assert ["excludes AutomaticByPlatform" in line for line in refused] == [True]


class TestUpgrades:
    def test_without_a_health_signal_the_mode_is_manual(self, folder):
        properties = folder.scale_set(MINIMAL)["properties"]
        assert properties["upgradePolicy"] == {"mode": "Manual"}
        assert "automaticRepairsPolicy" not in properties

    def test_rolling_without_health_is_refused(self, folder):
        found = folder.mistakes(MINIMAL + "upgrade: {mode: rolling}\n")
        assert "5:17 a rolling upgrade needs to know which instances are healthy" in found[0]

    def test_rolling_without_health_is_refused_in_raw_too(self, folder):
        raw = "raw: {scaleSet: {properties: {upgradePolicy: {mode: Rolling}}}}\n"
        found = folder.mistakes(MINIMAL + raw)
        assert len(found) == 1
        assert found[0].startswith("5:")
        assert "healthProbe" in found[0] or "health" in found[0]

    @pytest.mark.parametrize(("count", "percent"), [(1, 100), (2, 50), (3, 34), (4, 25), (5, 20)])
    def test_one_unhealthy_instance_does_not_stop_a_small_set(self, folder, count, percent):
        policy = folder.scale_set(f"{WEB}count: {count}\n")["properties"]["upgradePolicy"]
        assert policy["rollingUpgradePolicy"]["maxUnhealthyInstancePercent"] == percent

    def test_small_sets_surge_and_large_ones_do_not(self, folder):
        def surge(count: int) -> bool:
            policy = folder.scale_set(f"{WEB}count: {count}\n")["properties"]["upgradePolicy"]
            return policy["rollingUpgradePolicy"]["maxSurge"]

        assert [surge(5), surge(6)] == [True, False]

    def test_durations_become_iso_8601(self, folder):
        found = folder.scale_set(WEB + "terminateNotice: 10m\nrepairs: {gracePeriod: 1h}\n")
        notice = found["properties"]["virtualMachineProfile"]["scheduledEventsProfile"]
        assert notice["terminateNotificationProfile"]["notBeforeTimeout"] == "PT10M"
        assert found["properties"]["automaticRepairsPolicy"]["gracePeriod"] == "PT1H"

    @pytest.mark.parametrize(
        ("extra", "line"),
        [("terminateNotice: 20m\n", "7:18"), ("repairs: {gracePeriod: 5m}\n", "7:24")],
    )
    def test_what_azure_rejects_is_led_back_to_its_key(self, folder, extra, line):
        found = folder.mistakes(WEB + extra)
        assert len(found) == 1
        assert found[0].split()[0].split(":")[0] == line.split(":")[0]


class TestHealth:
    def test_the_first_port_is_checked_where_nothing_is_said(self, folder):
        spec = MINIMAL + "ports: [{port: 443, backendPort: 8443}]\n"
        found = folder.extensions(spec)["applicationHealth"]
        assert found["settings"] == {"protocol": "tcp", "port": 8443}
        assert found["typeHandlerVersion"] == "1.0"

    def test_a_path_on_a_port_of_https_is_checked_over_https(self, folder):
        spec = MINIMAL + "ports: [{port: 443}]\nhealth: {requestPath: /}\n"
        assert folder.extensions(spec)["applicationHealth"]["settings"]["protocol"] == "https"
        probe = resource(folder.template(spec), "loadBalancers")["properties"]["probes"][0]
        assert probe["properties"]["protocol"] == "Https"

    def test_rich_states_need_version_2(self, folder):
        spec = MINIMAL + "health: {requestPath: /state, port: 8080, richHealthStates: true}\n"
        found = folder.extensions(spec)["applicationHealth"]
        assert found["typeHandlerVersion"] == "2.0"
        assert found["settings"]["intervalInSeconds"] == 10
        plain = "health: {port: 80, intervalInSeconds: 10, numberOfProbes: 3}\n"
        found = folder.extensions(MINIMAL + plain)["applicationHealth"]
        assert found["typeHandlerVersion"] == "1.0"
        assert found["settings"]["intervalInSeconds"] == 10
        assert found["settings"]["numberOfProbes"] == 3
        refused = folder.mistakes(MINIMAL + "health: {port: 80, gracePeriod: 600}\n")
        assert "needs richHealthStates" in refused[0]

    def test_the_probe_follows_the_health_check(self, folder):
        balancer = resource(folder.template(WEB), "loadBalancers")["properties"]
        assert balancer["probes"][0]["properties"]["requestPath"] == "/healthz"
        assert balancer["loadBalancingRules"][0]["properties"]["disableOutboundSnat"] is True


class TestNetwork:
    def test_only_what_was_asked_for_is_opened(self, folder):
        spec = WEB + "network:\n  allow: [{name: ssh, port: 22, from: 10.0.0.0/8}]\n"
        rules = resource(folder.template(spec), "networkSecurityGroups")["properties"]
        found = [
            (
                r["name"],
                r["properties"]["destinationPortRange"],
                r["properties"]["sourceAddressPrefix"],
            )
            for r in rules["securityRules"]
        ]
        assert found == [("allow-tcp-80", "80", "Internet"), ("ssh", "22", "10.0.0.0/8")]
        closed = resource(folder.template(MINIMAL), "networkSecurityGroups")
        assert closed["properties"]["securityRules"] == []

    def test_a_new_network_has_a_way_out(self, folder):
        template = folder.template(MINIMAL)
        subnet = resource(template, "virtualNetworks")["properties"]["subnets"][0]["properties"]
        assert subnet["natGateway"] == {
            "id": "[resourceId('Microsoft.Network/natGateways', 'web-nat')]"
        }
        assert "loadBalancers" not in kinds(template)

    def test_an_existing_subnet_is_left_alone(self, folder):
        subnet = "/subscriptions/s/resourceGroups/g/providers/Microsoft.Network/virtualNetworks/v/subnets/n"
        spec = f"{WEB}network: {{subnetId: {subnet}, loadBalancer: {{public: false}}}}\n"
        template = folder.template(spec)
        assert sorted(kinds(template)) == [
            "loadBalancers",
            "networkSecurityGroups",
            "virtualMachineScaleSets",
        ]
        balancer = resource(template, "loadBalancers")["properties"]["frontendIPConfigurations"][0]
        assert balancer["properties"]["subnet"]["id"] == subnet
        refused = folder.mistakes(f"{WEB}network: {{subnetId: {subnet}, outbound: natGateway}}\n")
        assert "attach it there" in refused[0]

    def test_an_outbound_rule_in_the_place_of_the_gateway(self, folder):
        template = folder.template(WEB + "network: {outbound: loadBalancer}\n")
        assert "natGateways" not in kinds(template)
        rules = resource(template, "loadBalancers")["properties"]["outboundRules"]
        assert rules[0]["properties"]["protocol"] == "All"

    def test_a_subnet_lies_in_its_network(self, folder):
        found = folder.mistakes(
            MINIMAL + "network: {addressPrefix: 10.1.0.0/16, subnetPrefix: 10.2.0.0/24}\n"
        )
        assert "5:53 'subnetPrefix' lies outside of addressPrefix" in found[0]
        assert (
            "no address range"
            in folder.mistakes(MINIMAL + "network: {addressPrefix: 10.1.0.1/16}\n")[0]
        )

    def test_resources_stand_after_what_they_depend_on(self, folder):
        template = folder.template(WEB)
        seen: set[str] = set()
        for item in template["resources"]:
            for needed in item.get("dependsOn", []):
                assert needed in seen
            seen.add(f"[resourceId('{item['type']}', '{item['name']}')]")


class TestAutoscale:
    def test_numbers_become_text_and_rules_come_in_pairs(self, folder):
        template = folder.template(WEB + "autoscale: {minimum: 2, maximum: 8}\n")
        profile = resource(template, "autoscaleSettings")["properties"]["profiles"][0]
        assert profile["capacity"] == {"minimum": "2", "maximum": "8", "default": "2"}
        actions = [rule["scaleAction"]["direction"] for rule in profile["rules"]]
        assert actions == ["Increase", "Decrease"]
        assert profile["rules"][0]["metricTrigger"]["operator"] == "GreaterThan"

    def test_bounds_the_wrong_way_round_are_refused(self, folder):
        assert folder.mistakes(WEB + "autoscale: {minimum: 8, maximum: 2}\n")

    def test_a_parameter_is_written_as_text(self, folder):
        spec = WEB + "autoscale: {minimum: {parameter: low, default: 2}, maximum: 8}\n"
        profile = resource(folder.template(spec), "autoscaleSettings")["properties"]["profiles"][0]
        assert profile["capacity"]["minimum"] == "[string(parameters('low'))]"


class TestParameters:
    def test_a_scalar_becomes_a_parameter_with_its_type(self, folder):
        spec = WEB + (
            "upgrade: {maxBatchInstancePercent: {parameter: batch, default: 25, minValue: 5}}\n"
            "bootDiagnostics: {parameter: diagnostics, value: false}\n"
        )
        rendering = folder.render(spec)
        template, parameters = (json.loads(item.text) for item in rendering.artifacts[:2])
        assert template["parameters"]["batch"] == {
            "type": "int",
            "defaultValue": 25,
            "minValue": 5,
        }
        assert template["parameters"]["diagnostics"] == {"type": "bool"}
        assert parameters["parameters"]["diagnostics"] == {"value": False}
        assert "batch" not in parameters["parameters"]

    def test_a_name_that_is_a_parameter_names_everything(self, folder):
        template = folder.template(WEB.replace("name: web", "name: {parameter: setName}"))
        balancer = resource(template, "loadBalancers")
        assert balancer["name"] == "[format('{0}-lb', parameters('setName'))]"
        depends = resource(template, "virtualMachineScaleSets")["dependsOn"]
        assert (
            "[resourceId('Microsoft.Network/loadBalancers', format('{0}-lb', parameters('setName')))]"
            in depends
        )

    def test_a_secret_has_no_value_anywhere(self, folder):
        spec = WEB.replace("os: linux", "os: windows").replace("sshKey: ", "user: azureops #")
        spec = (
            "name: web\nos: windows\nsize: Standard_D2s_v5\nadmin:\n  password:\n"
            "    secret: adminPassword\n    secretName: web-admin\n    keyVaultId: "
            "/subscriptions/s/resourceGroups/g/providers/Microsoft.KeyVault/vaults/kv\n"
        )
        template, parameters = (json.loads(item.text) for item in folder.render(spec).artifacts[:2])
        assert template["parameters"]["adminPassword"] == {"type": "securestring"}
        assert parameters["parameters"]["adminPassword"] == {
            "reference": {
                "keyVault": {
                    "id": "/subscriptions/s/resourceGroups/g/providers/Microsoft.KeyVault/vaults/kv"
                },
                "secretName": "web-admin",
            }
        }

    def test_secrets_are_refused_where_azure_shows_them(self, folder):
        spec = WEB + (
            "tags: {a: {secret: s}}\n"
            "deliver:\n  - extension: {publisher: P, type: T, typeHandlerVersion: '1.0',\n"
            "      settings: {key: {secret: s}}}\n"
            "raw: {scaleSet: {properties: {x: {secret: s}}}}\n"
        )
        found = folder.mistakes(spec)
        assert [line.split()[0] for line in found] == ["7:11", "10:23", "11:34"]
        assert all("cannot be a secret" in line for line in found)

    def test_text_that_looks_like_an_expression_is_no_expression(self, folder):
        found = folder.scale_set(WEB + "tags: {a: '[resourceGroup().id]', b: '[x'}\n")
        assert found["tags"] == {"a": "[[resourceGroup().id]", "b": "[x"}


class TestRaw:
    def test_it_is_merged_last_and_lists_of_named_things_by_name(self, folder):
        spec = WEB + (
            "raw:\n  scaleSet:\n    zones: ['1']\n    properties:\n      virtualMachineProfile:\n"
            "        licenseType: RHEL_BYOS\n        diagnosticsProfile: null\n"
            "        networkProfile:\n          networkInterfaceConfigurations:\n"
            "            - name: nic\n              properties: {enableIPForwarding: true}\n"
        )
        found = folder.scale_set(spec)
        profile = found["properties"]["virtualMachineProfile"]
        nic = profile["networkProfile"]["networkInterfaceConfigurations"]
        assert found["zones"] == ["1"]
        assert profile["licenseType"] == "RHEL_BYOS"
        assert "diagnosticsProfile" not in profile
        assert len(nic) == 1
        assert nic[0]["properties"]["enableIPForwarding"] is True
        assert nic[0]["properties"]["primary"] is True

    def test_it_may_hold_expressions_and_parameters(self, folder):
        spec = WEB + (
            "raw: {scaleSet: {tags: {group: '[resourceGroup().name]', env: {parameter: env}}}}\n"
        )
        assert folder.scale_set(spec)["tags"] == {
            "group": "[resourceGroup().name]",
            "env": "[parameters('env')]",
        }

    def test_it_may_add_a_resource(self, folder):
        spec = WEB + (
            "raw: {lock: {type: Microsoft.Authorization/locks, apiVersion: '2020-05-01',"
            " name: keep, properties: {level: CanNotDelete}}}\n"
        )
        assert "locks" in kinds(folder.template(spec))

    def test_tags_of_both_are_merged(self, folder):
        spec = WEB + "tags: {a: b}\nraw: {scaleSet: {tags: {c: d}}}\n"
        assert folder.scale_set(spec)["tags"] == {"a": "b", "c": "d"}

    def test_null_removes_a_resource(self, folder):
        spec = WEB + "autoscale: {minimum: 1, maximum: 3}\nraw: {autoscale: null}\n"
        assert "autoscaleSettings" not in kinds(folder.template(spec))
        needed = folder.mistakes(WEB + "raw: {virtualNetwork: null}\n")
        assert "refers to 'virtualNetwork'" in needed[0]

    @pytest.mark.parametrize("broken", ["name: {}", "type: null", "apiVersion: 5"])
    def test_a_resource_keeps_its_identity(self, folder, broken):
        found = folder.mistakes(f"{WEB}raw: {{scaleSet: {{{broken}}}}}\n")
        assert "leaves the resource without a string for" in found[0]

    def test_a_name_that_is_no_resource_is_a_mistake(self, folder):
        found = folder.mistakes(WEB + "raw: {scaleset: {zones: []}}\n")
        assert "7:7 'raw.scaleset' names no resource of this template" in found[0]
        assert "scaleSet" in found[0]


class TestFragments:
    LOCK = (
        '{ "resources": { "lock": { "type": "Microsoft.Authorization/locks",'
        ' "apiVersion": "2020-05-01", "name": {{ text(spec.name, "-lock") }},'
        ' "scope": {{ id("scaleSet") }}, "properties": { "level": "CanNotDelete", }, }, }, }'
    )

    def render(self, folder, overlay, spec=WEB):
        from generator.rendering.options import RenderOptions
        from generator.rendering.render import render

        return render(folder.write(spec), RenderOptions(overlay))

    def test_a_fragment_of_the_user_adds_a_resource(self, folder, tmp_path):
        (tmp_path / "own" / "resources").mkdir(parents=True)
        (tmp_path / "own" / "resources" / "lock.json.j2").write_text(self.LOCK)
        rendering = self.render(folder, tmp_path / "own")
        found = resource(json.loads(rendering.artifacts[0].text), "locks")
        assert found["name"] == "web-lock"
        assert found["dependsOn"] == [f"[resourceId('{VMSS}', 'web')]"]

    @pytest.mark.parametrize(
        ("fragment", "said"),
        [
            ("{{ ''.__class__.__mro__ }}", "lock.json.j2"),
            ('{ "resources": {{ nothing }} }', "'nothing' is undefined"),
            ('{ "resources": { "a" 1 } }', "lock.json.j2"),
            ("{% if %}", "lock.json.j2:1"),
            ("[1]", "must be an object"),
            ('{"logs": {}}', "'logs' is no part of a template"),
            ('{"resources": []}', "'resources' must be an object"),
            ('{"resources": {"scaleSet": null}}', "the resource 'scaleSet' must be an object"),
            ('{% include "resources/lock.json.j2" %}', "without end"),
            (
                '{"resources": {"scaleSet": {"location": "x"}}}',
                "but another fragment has set it to",
            ),
            (
                '{"resources": {"scaleSet": {"scope": {{ id("nobody") }} }}}',
                "refers to 'nobody', which no fragment renders",
            ),
        ],
    )
    def test_a_broken_fragment_is_named(self, folder, tmp_path, fragment, said):
        (tmp_path / "own" / "resources").mkdir(parents=True)
        (tmp_path / "own" / "resources" / "lock.json.j2").write_text(fragment)
        rendering = self.render(folder, tmp_path / "own")
        assert not rendering.artifacts
        assert said in rendering.findings[0].message


class TestListsInRaw:
    NIC = "virtualMachineProfile: {networkProfile: {networkInterfaceConfigurations: [null, {name: card, properties: {primary: true, ipConfigurations: %s}}]}}"

    def interfaces(self, folder, parts):
        return f"raw: {{scaleSet: {{properties: {{{self.NIC % parts}}}}}}}\n"

    def test_a_list_that_begins_with_null_replaces_the_whole_one(self, folder):
        parts = "[{name: ip, properties: {subnet: {id: /subscriptions/s/resourceGroups/g/providers/Microsoft.Network/virtualNetworks/v/subnets/s}}}]"
        found = folder.scale_set(MINIMAL + self.interfaces(folder, parts))
        profile = found["properties"]["virtualMachineProfile"]["networkProfile"]
        assert [item["name"] for item in profile["networkInterfaceConfigurations"]] == ["card"]

    def test_a_finding_in_such_a_list_is_told_at_its_element(self, folder):
        (found,) = folder.mistakes(MINIMAL + self.interfaces(folder, "7"))
        assert MINIMAL.count("\n") + 1 == int(found.split(":")[0])
        assert "ipConfigurations" in found

    def test_parameters_of_expressions_are_declared(self, folder):
        raw = "raw: {scaleSet: {tags: {owner: \"[concat(parameters('prefix'), '-web')]\"}}}\n"
        declared = "parameters: [{parameter: prefix, default: shop}, {secret: unused}]\n"
        template = folder.template(MINIMAL + declared + raw)
        assert template["parameters"]["prefix"] == {"type": "string", "defaultValue": "shop"}
        assert "unused" not in template["parameters"]

    def test_a_constant_declares_no_parameter(self, folder):
        (found,) = folder.mistakes(MINIMAL + "parameters: [prefix]\n")
        assert "{parameter: name} or {secret: name}" in found
