"""Jinja in a part: whether it can be read, and whether cloud-init reads it at all.

A template that cannot be read is skipped as a whole. Source: cloud-init, explanation/instance-data.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.lazy import regex

if TYPE_CHECKING:
    from collections.abc import Iterator

HEADER = "## template: jinja"
Fault = tuple[int, str]
"""The line that is meant, counted from 1, and what is wrong."""
_MARKED = regex(r"\{[{%]")
_OURS = regex(r"\{[{%](?:[^}%\n]|%(?!\})){0,200}(?<![\w.])(?:v1|ds)\.\w")
"""An expression with the variables of an instance, which other templates do not have."""
_HEADER_LINE = regex(r"(?im)^##[ \t]*template:[ \t]*jinja[ \t]*\r?$")
_QUOTED = "to write {{ itself, put it between {% raw %} and {% endraw %}"


def faults(body: str) -> Iterator[Fault]:
    """Yield what keeps cloud-init from using the text below the header of a template."""
    if not _MARKED.search(body):
        return
    from jinja2 import Environment, TemplateSyntaxError, nodes

    environment = Environment(trim_blocks=True, extensions=["jinja2.ext.do"])  # noqa: S701 - only read
    try:
        tree = environment.parse(body)
        environment.compile(tree, raw=True)
    except TemplateSyntaxError as error:
        yield error.lineno, f"Jinja cannot read this ({error.message}); {_QUOTED}"
        return
    except (RecursionError, MemoryError, ValueError):
        yield 1, "Jinja cannot read this: it is nested too deeply"
        return
    for difference in tree.find_all(nodes.Sub):
        left, right = difference.left, difference.right
        if isinstance(left, nodes.Getattr) and isinstance(right, nodes.Name):
            written, meant = f"{left.attr}-{right.name}", f"{left.attr}_{right.name}"
            yield difference.lineno, f"'{written}' is a subtraction; the variable is '{meant}'"


def not_a_template(text: str) -> Fault | None:
    """Return why the expressions of a part that is no template stay as they are, if it has any."""
    header = _HEADER_LINE.search(text)
    found = _OURS.search(text) or (header and _MARKED.search(text))
    if not found:
        return None
    if header:
        line = text.count("\n", 0, header.start()) + 1
        return line, f"'{HEADER}' must be the first line, or the expressions stay as they are"
    line = text.count("\n", 0, found.start()) + 1
    return line, f"this expression stays as it is: put '{HEADER}' in front, as the first line"
