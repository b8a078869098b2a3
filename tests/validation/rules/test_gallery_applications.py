"""VM Applications of a model, and the package of one beside the commands that install it."""

from __future__ import annotations

import pytest

from generator.language.template import Template
from generator.validation.rules.compute import image_reference
from generator.validation.rules.compute.gallery_applications import check

GALLERY = "/subscriptions/s/resourceGroups/g/providers/Microsoft.Compute/galleries/g"
TYPE = "Microsoft.Compute/galleries/applications/versions"


def model(*applications):
    profile = {"applicationProfile": {"galleryApplications": list(applications)}}
    return Template(
        {
            "resources": [
                {
                    "type": "Microsoft.Compute/virtualMachineScaleSets",
                    "apiVersion": "2025-04-01",
                    "name": "web",
                    "properties": {"virtualMachineProfile": profile},
                }
            ]
        }
    )


def told(template):
    return [
        (item.path[-1], item.severity.label if item.severity else "error")
        for item in check(template)
    ]


@pytest.mark.parametrize(
    ("application", "found"),
    [
        ({"packageReferenceId": f"{GALLERY}/applications/a/versions/1.0.0"}, []),
        ({"packageReferenceId": f"{GALLERY}/applications/a/versions/latest"}, []),
        (
            {"packageReferenceId": f"{GALLERY}/applications/a/versions/1.0"},
            [("packageReferenceId", "warning")],
        ),
        (
            {"packageReferenceId": f"[resourceId('{TYPE}', 'g', 'a', '1.0')]"},
            [("packageReferenceId", "warning")],
        ),
        ({"packageReferenceId": f"[resourceId('{TYPE}', 'g', 'a', '1.0.0')]"}, []),
        ({"packageReferenceId": f"[resourceId('{TYPE}', 'g', 'a', parameters('v'))]"}, []),
        ({"packageReferenceId": ""}, [("packageReferenceId", "error")]),
        (
            {"packageReferenceId": f"{GALLERY}/applications/a/versions/1.0.0", "order": -1},
            [("order", "warning")],
        ),
    ],
)
def test_the_form_of_a_version_and_an_order(application, found):
    assert told(model(application)) == found


def test_more_than_a_machine_takes_is_refused():
    listed = [
        {"packageReferenceId": f"{GALLERY}/applications/a{number}/versions/1.0.0"}
        for number in range(26)
    ]
    assert told(model(*listed[:25])) == []
    assert told(model(*listed)) == [("galleryApplications", "error")]


@pytest.mark.parametrize(
    ("install", "settings", "wrong"),
    [
        ("tar -xzf agent.tar.gz && ./setup.sh", {}, "agent.tar.gz"),
        ("mv agent agent.tar.gz && tar -xzf agent.tar.gz && ./setup.sh", {}, None),
        ("tar -xzf agent.tar.gz && ./setup.sh", {"packageFileName": "agent.tar.gz"}, None),
        ("tar -xzf agent.tgz", {"packageFileName": "agent.tar.gz"}, "agent.tgz"),
        ("msiexec.exe /i agent.msi /qn", {}, "agent.msi"),
        ("cmd /c msiexec.exe /i agent.msi", {}, "agent.msi"),
        ("dpkg -i './agent.deb'", {}, "agent.deb"),
        ("dpkg -i *.deb", {}, None),
        ("curl -O https://example.org/x.zip && unzip x.zip", {}, None),
        ("setup.exe /quiet", {}, None),
        ("tar -xzf agent.tar.gz", {"packageFileName": "[parameters('name')]"}, None),
        ("chmod +x agent && ./agent --install", {}, None),
        ("/opt/tools/install.sh", {}, None),
    ],
)
def test_a_command_names_the_file_that_the_package_is(install, settings, wrong):
    version = {
        "type": TYPE,
        "apiVersion": "2024-03-03",
        "name": "gallery/agent/1.0.0",
        "properties": {
            "publishingProfile": {
                "manageActions": {"install": install, "remove": "rm -rf /opt/agent"},
                "settings": settings,
                "source": {"mediaLink": "https://example.blob.core.windows.net/c/agent.tar.gz"},
            }
        },
    }
    found = list(check(Template({"resources": [version]})))
    assert [item.path[-1] for item in found] == (["install"] if wrong else [])
    assert [f"set 'settings.packageFileName' to {wrong}" in item.message for item in found] == (
        [True] if wrong else []
    )


@pytest.mark.parametrize(
    ("reference", "found"),
    [
        ({"id": f"{GALLERY}/images/a"}, []),
        ({"id": f"{GALLERY}/images/a/versions/1.0.0"}, []),
        ({"id": f"{GALLERY}/images/a/versions/1.0"}, ["id"]),
        ({"id": f"[concat('{GALLERY}/images/a/versions/', parameters('v'))]"}, []),
        (
            {"communityGalleryImageId": "/CommunityGalleries/g/Images/a/Versions/newest"},
            ["communityGalleryImageId"],
        ),
        ({"sharedGalleryImageId": "/sharedGalleries/g/images/a/versions/latest"}, []),
    ],
)
def test_the_version_of_an_image_of_a_gallery_has_the_same_form(reference, found):
    template = model()
    profile = template.value["resources"][0]["properties"]["virtualMachineProfile"]
    profile["storageProfile"] = {"imageReference": reference}
    assert [item.path[-1] for item in image_reference.check(template)] == found
