"""The Packer template: HCL that says what the template of Azure Image Builder says."""

from __future__ import annotations

import json
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, StrictUndefined
from markupsafe import Markup

from generator.files.loader import TemplatesLoader
from generator.rendering.image.plan import run_as_handler
from generator.spec.defaults import literal
from generator.spec.references import Parameter

if TYPE_CHECKING:
    from collections.abc import Sequence

    from generator.rendering.artifacts import Artifact
    from generator.rendering.image.plan import Baked
    from generator.spec.spec import Spec

_BUILDER = "Standard_D2s_v5"
"""The size of the machine that builds, where the spec leaves that of the instances open."""
_AS_ROOT = "chmod +x '{{ .Path }}' && sudo {{ .Vars }} "
"""How Packer runs a script; the braces are Packer's own."""
_SCRIPT = "'{{ .Path }}'"


def packer_template(
    spec: Spec, baked: Sequence[Baked], scripts: Sequence[Artifact], gallery_image_id: str
) -> str:
    """Write the Packer template of a spec whose baked steps are in the files `scripts`."""
    value = spec.value
    return _environment().get_template("image/image.pkr.hcl.j2").render(
        spec=value,
        steps=[
            {"file": script.name, "as_root": _AS_ROOT + run_as_handler(step, _SCRIPT, '"')}
            for step, script in zip(baked, scripts, strict=True)
        ],
        gallery_image_id=gallery_image_id,
        location=literal(value["location"]),
        size=literal(value["size"]) or _BUILDER,
        disk_size=literal(value["osDisk"]["diskSizeGB"]),
        tags=_aligned({name: literal(text) for name, text in value["tags"].items()}),
        as_root=_AS_ROOT + _SCRIPT,
    )  # fmt: skip


def _aligned(tags: dict[str, str | None]) -> list[Markup]:
    """Write the entries of a map as 'packer fmt' does; a tag without a value now is left out."""
    known = {str(_written(name)): text for name, text in tags.items() if text is not None}
    width = max(map(len, known), default=0)
    return [Markup(f"{name:<{width}} = {_written(text)}") for name, text in known.items()]  # noqa: S704 - HCL


@lru_cache(maxsize=1)
def _environment() -> Environment:
    environment = Environment(
        loader=TemplatesLoader(),
        autoescape=True,
        finalize=_written,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        optimized=False,
    )
    environment.filters["inside"] = lambda text: Markup(_escaped(text))  # noqa: S704 - HCL, not HTML
    return environment


def _written(value: Any) -> Any:
    """Write a value as HCL: quoting cannot go wrong, and no text becomes an expression."""
    if isinstance(value, Markup):
        return value
    if isinstance(value, Parameter):
        value = literal(value)
    if isinstance(value, str):
        return Markup(f'"{_escaped(value)}"')  # noqa: S704 - HCL, escaped
    return Markup(json.dumps(value))  # noqa: S704 - a number or a boolean


def _escaped(text: str) -> str:
    """Escape a text for the quotes of HCL, which knows fewer escapes than JSON."""
    quoted = json.dumps(text, ensure_ascii=False)[1:-1]
    plain = quoted.replace("\\b", "\\u0008").replace("\\f", "\\u000c").replace("\\/", "/")
    return plain.replace("${", "$${").replace("%{", "%%{")
