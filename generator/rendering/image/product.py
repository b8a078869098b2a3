"""All files of an image: the two templates that build it, its scripts, the spec that uses it."""

from __future__ import annotations

import re
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from generator.azure.images import IMAGE_IDS
from generator.delivery.texts import powershell_bytes
from generator.diagnostics import Diagnostic, InvalidInput, Severity
from generator.lazy import regex
from generator.rendering.artifacts import IMAGE, Artifact, artifacts
from generator.rendering.image.packer import packer_template
from generator.rendering.image.plan import plan_of
from generator.rendering.image.result import kept_files, spec_with_image
from generator.rendering.image.template import image_template
from generator.spec.defaults import literal
from generator.spec.references import Parameter

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.rendering.compose import Composition
    from generator.rendering.image.plan import Baked, ImagePlan
    from generator.rendering.options import RenderOptions
    from generator.spec.spec import Spec

GALLERY_IMAGE = regex(
    r"^/subscriptions/[^/]+/resourceGroups/[^/]+/providers/Microsoft\.Compute"
    r"/galleries/[^/]+/images/[^/]+$",
    re.IGNORECASE,
)
_FOLDER = PurePosixPath(IMAGE).parent


def image_of(
    spec: Spec, options: RenderOptions
) -> tuple[Composition, list[Artifact], list[Diagnostic], list[str]]:
    """Return the composition, files, findings and notes of the image of a spec.

    Raises InvalidInput where no step can be baked, or the source image cannot be built upon.
    """
    plan = plan_of(spec)
    mistakes = list(_mistakes(spec, plan))
    if mistakes:
        raise InvalidInput([*mistakes, *plan.findings])
    composition = image_template(
        spec, plan.baked, options.gallery_image, options.builder_identity, options.overlay
    )
    scripts = [_script(spec, step) for step in plan.baked]
    files = [
        *artifacts(composition, IMAGE),
        _inside("image.pkr.hcl", packer_template(spec, plan.baked, scripts, options.gallery_image)),
        *(_inside(script.name, script.text) for script in scripts),
        _inside("scaleset.yaml", spec_with_image(spec, plan, options.gallery_image)),
        *(_inside(name, text) for name, text in kept_files(spec, plan).items()),
    ]
    return composition, files, plan.findings, list(_notes(spec, composition))


def _script(spec: Spec, step: Baked) -> Artifact:
    """Return the file of a step, as the shell of the system reads it."""
    if spec.value["os"] == "linux":
        return Artifact(f"scripts/{step.name}.sh", step.script)
    return Artifact(f"scripts/{step.name}.ps1", powershell_bytes(step.script).decode())


def _inside(name: str, text: str) -> Artifact:
    return Artifact((_FOLDER / PurePosixPath(name.replace("\\", "/"))).as_posix(), text)


def _mistakes(spec: Spec, plan: ImagePlan) -> Iterator[Diagnostic]:
    image = spec.value["image"]
    for key in IMAGE_IDS:
        if key != "id" and image[key] is not None:
            message = "Image Builder cannot start from this image: use urn, or id"
            yield spec.document.diagnostic("image", Severity.ERROR, message, ("image", key))
    if isinstance(image["id"], Parameter) or isinstance(image["urn"], Parameter):
        message = "the image to start from must be a constant: it decides how the build is written"
        yield spec.document.diagnostic("image", Severity.ERROR, message, ("image",))
    if image["specialized"]:
        message = "a specialized image cannot be generalized again: start from another one"
        yield spec.document.diagnostic("image", Severity.ERROR, message, ("image", "specialized"))
    if not plan.baked:
        message = "there is nothing to bake: no delivery step can go into an image"
        yield spec.document.diagnostic("image", Severity.ERROR, message, ("deliver",))
    for name in kept_files(spec, plan):
        if ".." in PurePosixPath(name.replace("\\", "/")).parts:
            message = f"'{name}' is needed beside the image: move it below the folder of the spec"
            yield spec.document.diagnostic("image", Severity.ERROR, message, ("deliver",))


def _notes(spec: Spec, composition: Composition) -> Iterator[str]:
    template = composition.template["resources"][0]["name"]
    name = template if not template.startswith("[") else "NAME"
    yield (
        "Deploying starts the build; it is done when this says Succeeded: az image builder show "
        f"--resource-group RG --name {name} --query lastRunStatus.runState"
    )
    if literal(spec.value["security"]["trustedLaunch"]):
        yield (
            "The image definition in the gallery must be of generation 2 and have "
            "--features SecurityType=TrustedLaunchSupported: the scale set uses trusted launch."
        )
    if spec.value["dataDisks"]:
        yield "The machine that builds the image has no data disks: a baked step finds none."
    yield f"The scale set that uses the image: run 'scaleset render' on {_FOLDER}/scaleset.yaml."
