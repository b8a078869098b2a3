"""The template of Azure Image Builder, as a composition like that of a deployment."""

from __future__ import annotations

import base64
import hashlib
import json
from typing import TYPE_CHECKING, Any

from generator.delivery.texts import powershell_bytes
from generator.rendering.compose import Composition, assembled, tagged
from generator.rendering.fragments import fragments
from generator.rendering.image.plan import run_as_handler

if TYPE_CHECKING:
    from pathlib import Path as FilePath

    from generator.rendering.image.plan import Baked
    from generator.spec.spec import Spec

_FRAGMENT = "image/image-template.json.j2"
_NOT_BUILT_FROM = {"specialized", "serviceArtifactId"}
"""What a spec says of its image that the build does not ask for: it is no part of the name."""
_LINE = 1000
"""Long base64 stands in several lines, so that a diff and a log stay readable."""


def image_template(
    spec: Spec,
    baked: list[Baked],
    gallery_image_id: str,
    identity_id: str | None,
    overlay: FilePath | None,
) -> Composition:
    """Compose the image template of a spec."""
    windows = spec.value["os"] == "windows"
    steps = [
        {"name": step.name, "lines": _windows(step) if windows else _linux(step)} for step in baked
    ]
    source = {
        key: str(item) for key, item in spec.value["image"].items() if key not in _NOT_BUILT_FROM
    }
    content = json.dumps([steps, source, gallery_image_id], sort_keys=True)
    context: dict[str, Any] = {
        "spec": spec.value,
        "steps": steps,
        "gallery_image_id": gallery_image_id,
        "identity_id": identity_id,
        "digest": hashlib.sha256(content.encode()).hexdigest()[:10],
    }
    parts = fragments(overlay).partial(_FRAGMENT, context)
    resources = tagged(parts["resources"], spec.value["tags"])
    return assembled(spec, {**parts, "resources": resources})


def _linux(step: Baked) -> list[str]:
    encoded = base64.b64encode(step.script.encode()).decode()
    target = f"/tmp/{step.name}"  # noqa: S108 - the only folder that Image Builder may write to
    pieces = [encoded[start : start + _LINE] for start in range(0, len(encoded), _LINE)]
    written = [f"printf %s '{piece}' >> {target}.b64" for piece in pieces]
    return [
        *written,
        f"base64 -d {target}.b64 > {target}",
        f"chmod 700 {target}",
        f"sudo {run_as_handler(step, target)}",
        f"rm -f {target} {target}.b64",
    ]


def _windows(step: Baked) -> list[str]:
    if step.script.isascii():
        return step.script.splitlines()
    encoded = base64.b64encode(powershell_bytes(step.script)).decode()
    return [
        f"$script = Join-Path $env:TEMP '{step.name}.ps1'",
        f"[IO.File]::WriteAllBytes($script, [Convert]::FromBase64String('{encoded}'))",
        "powershell.exe -NoProfile -NonInteractive -ExecutionPolicy Bypass -File $script",
        "exit $LASTEXITCODE",
    ]
