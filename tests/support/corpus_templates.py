"""The templates of the corpus, for the tests that go through all of them."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

import pytest

from generator.diagnostics import InvalidInput
from generator.language.documents.kind import TEMPLATE, kind_of
from generator.language.documents.source import Document, read_document
from generator.language.template import Template, TemplateResource

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.diagnostics import Diagnostic

from tests.support.workspace import CORPUS

needs_corpus = pytest.mark.corpus


@lru_cache(maxsize=2)
def documents(folder: str) -> tuple[tuple[str, Document], ...]:
    """Read the templates of a folder: name and document."""
    found = []
    for path in sorted((CORPUS / folder).rglob("*.json")):
        try:
            document = read_document(path)
        except InvalidInput:
            continue
        if kind_of(document.value) == TEMPLATE:
            found.append((path.relative_to(CORPUS / folder).as_posix(), document))
    return tuple(found)


def resources(value: dict) -> Iterator[tuple[Template, TemplateResource]]:
    """Yield the resources of a template and of those nested in it."""
    whole = Template(value)
    for part in (whole, *whole.nested()):
        for resource in part.resources():
            yield part, resource


def version_of(resource: TemplateResource) -> str:
    """Return the version that a resource names; the expression where it is one."""
    return resource.at("apiVersion").text() or "none"


def property_of(finding: Diagnostic) -> str:
    """Name the property that a finding is about: the one that is missing, or where it stands."""
    missing = re.search(r"has no '(\w+)'", finding.message)
    return missing[1] if missing else finding.pointer.rsplit("/", 1)[-1]
