"""The Jinja environment of the fragments: every value becomes JSON, in a sandbox.

A fragment is a partial template. `finalize` writes each `{{ }}` as JSON, so quoting cannot go
wrong; every member ends with a comma, so `{% if %}` and `{% for %}` stand on lines of their own.
"""

from __future__ import annotations

import json
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Any

from jinja2 import ChoiceLoader, StrictUndefined, TemplateNotFound, pass_context
from jinja2 import TemplateError as JinjaError
from jinja2 import Undefined as JinjaUndefined
from jinja2.sandbox import SandboxedEnvironment
from markupsafe import Markup

from generator.azure.disks import needs_switch
from generator.azure.handlers import handler_for
from generator.azure.roles import role_id
from generator.delivery.publishing import address, address_alone, roles_of
from generator.diagnostics import InvalidInput, TemplateError
from generator.files.loader import TemplatesLoader
from generator.language.documents.source import read_json
from generator.lazy import regex
from generator.rendering.compiled import CompiledFragments
from generator.rendering.gateway import (
    certificate_name,
    frontend_port,
    gateway_backends,
    redirected_listeners,
    rule_priority,
)
from generator.rendering.overlay import Overlay
from generator.spec.defaults import literal
from generator.spec.port_ranges import ports_in, traffic_name
from generator.spec.references import (
    Expression,
    Parameter,
    arm_value,
    joined,
    operand,
    quoted,
)

if TYPE_CHECKING:
    import re
    from pathlib import Path as FilePath

_SYMBOL_START, _SYMBOL_END = "\ue000", "\ue001"
SYMBOL = regex(f"{_SYMBOL_START}([@#*])([^{_SYMBOL_END}]*){_SYMBOL_END}")
"""Stands for a resource until its name is known: # its id, @ its properties, * its state."""


_LONGEST_DEPLOYMENT_NAME = 64
_PARTS = ("parameters", "variables", "resources", "outputs")
_TRAILING_COMMA = regex(r'("(?:[^"\\]|\\[\s\S])*+(?:"|\\?\Z))|,(?=\s*+[\]}])')
_ENCODER = json.JSONEncoder(ensure_ascii=False)


class Fragments(SandboxedEnvironment):
    """The fragments of the generator, with those of the user laid over them."""

    def getattr(self, obj: Any, attribute: str) -> Any:
        """Let `step.values` be the key, where Jinja would prefer the method of the dict."""
        if isinstance(obj, dict):
            return obj[attribute] if attribute in obj else self.undefined(obj=obj, name=attribute)
        return super().getattr(obj, attribute)

    @cached_property
    def resources(self) -> list[str]:
        """The fragments of resources, in an order that no file system changes."""
        return sorted(
            name
            for name in self.list_templates(extensions=["j2"])
            if name.startswith("resources/") and name.endswith(".json.j2")
        )

    def partial(self, name: str, context: dict[str, Any]) -> dict[str, Any]:
        """Render a fragment and read it; one that renders to nothing gives an empty object.

        Raises TemplateError, naming the fragment, where it is broken.
        """
        try:
            text = self.get_template(name).render(context)
        except TemplateNotFound as error:
            raise TemplateError(f"{error.message}: no such fragment") from error
        except JinjaError as error:
            line = getattr(error, "lineno", None)
            where = f"{name}:{line}" if line else name
            raise TemplateError(f"{where}: {error.message}") from error
        except RecursionError as error:
            raise TemplateError(f"{name}: it includes or calls itself without end") from error
        except MemoryError as error:
            raise TemplateError(f"{name}: it takes more memory than a fragment may") from error
        except (ArithmeticError, LookupError, TypeError, ValueError) as error:
            raise TemplateError(f"{name}: {error}") from error
        if not text.strip():
            return {}
        return _read(name, text)

    def delivery(self, method: str, os: str) -> str:
        """Name the fragment of a delivery method, the one for the operating system first."""
        names = [f"delivery/{method}-{os}.json.j2", f"delivery/{method}.json.j2"]
        found: str | None = self.select_template(names).name
        return found or names[-1]


def _read(name: str, text: str) -> dict[str, Any]:
    try:
        value = json.loads(_TRAILING_COMMA.sub(_only_text, text))
    except (ValueError, RecursionError):
        value = _read_slowly(name, text)
    if not isinstance(value, dict):
        raise TemplateError(f"{name}: a fragment must be an object, a partial template")
    for key, entries in value.items():
        if key not in _PARTS:
            raise TemplateError(f"{name}: '{key}' is no part of a template ({', '.join(_PARTS)})")
        if not isinstance(entries, dict):
            raise TemplateError(f"{name}: '{key}' must be an object, by name")
        for symbol, entry in entries.items():
            if key == "resources" and not isinstance(entry, dict):
                raise TemplateError(f"{name}: the resource '{symbol}' must be an object")
    return value


def _only_text(match: re.Match[str]) -> str:
    return match[1] or ""


def _read_slowly(name: str, text: str) -> Any:
    """Read a fragment with comments, or say where it is broken."""
    try:
        return read_json(text, name).value
    except InvalidInput as error:
        first = error.diagnostics[0]
        line = text.splitlines()[first.position.line - 1 :][:1]
        excerpt = f" in {line[0].strip()!r}" if line else ""
        raise TemplateError(f"{name}: {first.message}{excerpt}") from error


@lru_cache(maxsize=4)
def fragments(overlay: FilePath | None = None) -> Fragments:
    """Return the environment, with the user's folder `overlay` before ours."""
    environment = Fragments(
        loader=ChoiceLoader([*([Overlay(overlay)] if overlay else []), TemplatesLoader()]),
        autoescape=True,
        finalize=_to_json,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        bytecode_cache=CompiledFragments(),
        optimized=False,
    )
    environment.globals.update(
        address=address,
        address_alone=address_alone,
        arm=Expression,
        certificate_name=certificate_name,
        deployment_name=deployment_name,
        frontend_port=frontend_port,
        gateway_backends=gateway_backends,
        handler=handler_for,
        id=resource_id,
        literal=literal,
        operand=operand,
        ports_in=ports_in,
        redirected_listeners=redirected_listeners,
        rule_priority=rule_priority,
        quoted=quoted,
        role_id=role_id,
        roles_of=roles_of,
        runtime=runtime_state,
        text=joined,
        traffic_name=traffic_name,
    )
    environment.tests.update(needs_switch=needs_switch)
    environment.filters.update(duration=duration, as_text=as_text, moment=moment)
    return environment


@pass_context
def _to_json(_context: Any, value: Any) -> Any:
    if isinstance(value, Markup):
        return value
    if isinstance(value, JinjaUndefined):
        return str(value)  # StrictUndefined raises here, and names what is missing
    return Markup(_ENCODER.encode(arm_value(value)))  # noqa: S704 - JSON, not HTML


def resource_id(symbol: str, *child: str) -> Expression:
    """Return the id of a resource of this template by its symbolic name, or of a child of it."""
    return Expression(f"{_SYMBOL_START}#{'/'.join((symbol, *child))}{_SYMBOL_END}")


def runtime_state(symbol: str, property_path: str, *, full: bool = False) -> Expression:
    """Return a property of a resource of this template that Azure knows once it is deployed.

    With `full` the path starts at the resource (identity.principalId), else at its properties.
    """
    mark = "*" if full else "@"
    return Expression(f"{_SYMBOL_START}{mark}{symbol}{_SYMBOL_END}.{property_path}")


def deployment_name(base: str | Parameter | Expression, suffix: str) -> str | Expression:
    """Return the name of a nested deployment: at most 64 characters, as Azure wants it."""
    if isinstance(base, str):
        return base[: _LONGEST_DEPLOYMENT_NAME - len(suffix)] + suffix
    return joined(
        Expression(f"take({operand(base)}, {_LONGEST_DEPLOYMENT_NAME - len(suffix)})"), suffix
    )


def duration(value: Any) -> Any:
    """Write 30s, 10m, 2h or 1d as ISO 8601, as ARM wants it."""
    if not isinstance(value, str) or value.startswith("P"):
        return value
    number, unit = value[:-1], value[-1]
    return f"P{number}D" if unit == "d" else f"PT{number}{unit.upper()}"


def moment(value: str) -> str:
    """Write a local time with its seconds, as autoscale wants it."""
    return value if value.count(":") == 2 else f"{value}:00"


def as_text(value: Any) -> Any:
    """Write a number as text, where ARM wants digits in quotes."""
    if isinstance(value, Parameter):
        return Expression(f"string({operand(value)})")
    return str(value)
