"""Fill in what a spec does not say, from the defaults in its schema, and remember the reasons.

Keys are filled in the order of the schema. A condition sees the whole spec as filled so far
(`spec`), the mapping that holds the key (`here`) and the one around it (`parent`); what is absent
counts as false. So a default may rest on what the user wrote anywhere, and on defaults of keys
that stand earlier in the schema. A rule with `since` or `until` is for some versions of a spec.
"""

from __future__ import annotations

import copy
import math
import re
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from generator.azure.clouds import is_blob_storage
from generator.azure.handlers import upgrade_of
from generator.azure.limits import limit, longest_prefix
from generator.azure.metrics import is_freer, namespace_of
from generator.language.template import MISSING
from generator.lazy import dataclass
from generator.spec.port_ranges import first_port
from generator.spec.references import (
    ARM_TYPES,
    FIELDS,
    Parameter,
    parameter_of,
    reference_kind,
)
from generator.spec.schema import Schema, spec_schema
from generator.spec.size_defaults import QUESTIONS

if TYPE_CHECKING:
    from collections.abc import Callable

    from generator.diagnostics import Path


@dataclass(frozen=True, slots=True)
class Default:
    """One choice that the user left to us."""

    path: Path
    value: Any
    because: str


@dataclass(slots=True)
class _Filling:
    spec: dict[str, Any]
    chosen: list[Default]

    def mapping(
        self, here: dict[str, Any], parent: dict[str, Any], schema: Schema, path: Path
    ) -> None:
        for name, below in schema.get("properties", {}).items():
            if here.get(name) is None:
                self.choose(here, parent, name, below, (*path, name))
            self.value(here[name], here, below, (*path, name))
            here[name] = _as_parameter(here[name], below)
        _sort(here, schema)

    def choose(
        self, here: dict[str, Any], parent: dict[str, Any], name: str, schema: Schema, path: Path
    ) -> None:
        value, because = self.default(here, parent, schema)
        here[name] = value
        if value is not None and value != {}:
            self.chosen.append(Default(path, copy.deepcopy(value), because))

    def default(
        self, here: dict[str, Any], parent: dict[str, Any], schema: Schema
    ) -> tuple[Any, str]:
        names = {"spec": self.spec, "here": here, "parent": parent}
        version = self.spec.get("version") or 0
        for rule in schema.get("x-defaults", []):
            if not rule.get("since", 0) <= version < rule.get("until", version + 1):
                continue
            if "when" not in rule or _compiled(rule["when"])(**names):
                value = rule["value"] if "value" in rule else _compiled(rule["expr"])(**names)
                if reference_kind(value):
                    value = parameter_of(value)
                if value is not None or "value" in rule:
                    return copy.deepcopy(value), rule["because"]
        return copy.deepcopy(schema.get("default")), schema.get("x-because", "")

    def value(self, value: Any, parent: dict[str, Any], schema: Schema, path: Path) -> None:
        if isinstance(value, dict):
            self.mapping(value, parent, schema, path)
        elif isinstance(value, list) and "items" in schema:
            for index, item in enumerate(value):
                self.value(item, parent, schema["items"], (*path, index))


def fill_defaults(spec: dict[str, Any]) -> list[Default]:
    """Fill a spec in place; give what was chosen, in the order of the schema.

    Every key of the schema is there afterwards, None where nothing was said and nothing is chosen.
    """
    filling = _Filling(spec, [])
    filling.mapping(spec, {}, spec_schema(), ())
    return filling.chosen


def _sort(mapping: dict[str, Any], schema: Schema) -> None:
    """Put the keys into the order of the schema: the order in the file must not show."""
    known = {name: mapping.pop(name) for name in schema.get("properties", {})}
    rest = dict(mapping)
    mapping.clear()
    mapping.update(known, **rest)


def _as_parameter(value: Any, schema: Schema) -> Any:
    declared = schema.get("x-parameter")
    if declared is None or value is None or isinstance(value, Parameter):
        return value
    fixed = {FIELDS.get(key, key): item for key, item in declared.items()}
    default = MISSING if "default_expression" in fixed else value
    bounds = {"minimum": "min_value", "maximum": "max_value"}
    limits = {bounds[key]: schema[key] for key in bounds if key in schema}
    return Parameter(
        type=ARM_TYPES[schema["type"]], default=default, value=value, **fixed, **limits
    )


@lru_cache(maxsize=256)
def _compiled(expression: str) -> Callable[..., Any]:
    compiled: Callable[..., Any] = _environment().compile_expression(expression)
    return compiled


@lru_cache(maxsize=1)
def _environment() -> Any:
    from jinja2 import ChainableUndefined, Environment

    class Lenient(Environment):
        def getattr(self, obj: Any, attribute: str) -> Any:
            if isinstance(obj, dict):
                return obj.get(attribute)
            if obj is None:
                return None
            return super().getattr(obj, attribute)

    environment = Lenient(undefined=ChainableUndefined, optimized=False)
    environment.globals.update(
        all_in_blob_storage=all_in_blob_storage,
        downloads_with_identity=downloads_with_identity,
        first_port=first_port,
        literal=literal,
        name_prefix=name_prefix,
        pool_name=pool_name,
        percent_of_one=percent_of_one,
        port_of_health=port_of_health,
        same_port=same_port,
        **QUESTIONS,
        has_cloud_init=has_cloud_init,
        upgrades_itself=upgrades_itself,
        is_freer=is_freer,
        namespace_of=namespace_of,
    )
    return environment


def literal(value: Any) -> Any:
    """Return the value that is known when rendering: of a parameter its value or default."""
    return value.literal() if isinstance(value, Parameter) else value


def name_prefix(name: str | Parameter) -> str:
    """Make a computer name prefix of the name of the scale set."""
    known = literal(name)
    letters = re.sub(r"[^A-Za-z0-9]", "", known) if isinstance(known, str) else ""
    return letters[: longest_prefix("windows")].lower() or "vm"


def pool_name(spec: dict[str, Any]) -> str:
    """Make a name of a standby pool of the name, and the color, of the scale set."""
    color = (spec.get("blueGreen") or {}).get("color")
    end = f"-{color}-pool" if isinstance(color, str) else "-pool"
    known = literal(spec["name"])
    plain = re.sub(r"[^A-Za-z0-9-]", "-", known) if isinstance(known, str) else "standby"
    return plain[: 24 - len(end)] + end


def percent_of_one(count: int | Parameter) -> int:
    """Return the least percentage, not below the usual one, that tolerates one lost instance."""
    known: int = literal(count)
    return max(limit("rolling-percent"), math.ceil(100 / known))


def upgrades_itself(extension: dict[str, Any]) -> bool:
    """Whether Azure upgrades the handler of an extension, and its page advises that."""
    return upgrade_of(extension["publisher"], extension["type"]) == "advised"


def has_cloud_init(spec: dict[str, Any]) -> bool:
    """Whether one of the delivery steps is for cloud-init."""
    return any(step.get("cloudInit") is not None for step in spec.get("deliver") or [])


def same_port(spec: dict[str, Any], port: dict[str, Any]) -> bool:
    """Whether the health check looks at the port of this load balancer rule."""
    health = spec.get("health") or {}
    if port.get("protocol") in {"udp", "all"}:
        asked = port_of_health(spec)
        return asked is not None and (port.get("probe") or {}).get("port") in {None, asked}
    backend = first_port(port.get("backendPort") or port.get("port"))
    return bool(health) and health.get("port") in {None, backend}


def port_of_health(spec: dict[str, Any]) -> Any:
    """Return the port that the health check asks, where no port for TCP decides that."""
    health = spec.get("health") or {}
    http = 443 if health.get("protocol") == "https" else 80
    asks = health.get("requestPath") or health.get("protocol") in {"http", "https"}
    return health.get("port") or (http if asks else None)


def all_in_blob_storage(urls: list[str | Parameter]) -> bool:
    """Whether every URL is one of Azure blob storage without a SAS token."""
    return all(isinstance(url, str) and is_blob_storage(url) and "?" not in url for url in urls)


def downloads_with_identity(spec: dict[str, Any]) -> bool:
    """Whether a delivery step downloads with the managed identity, said or by default."""
    packages = spec.get("packages") or {}
    for step in spec.get("deliver") or []:
        body = step.get("customScript") or {}
        if body.get("files") and packages and not packages.get("sas"):
            return True
        if body.get("auth") == "managedIdentity":
            return True
        files = body.get("fileUris")
        by_default = body.get("auth") is None and not body.get("storageAccountName")
        if by_default and files and all_in_blob_storage(files):
            return True
    return False
