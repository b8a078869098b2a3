"""What a test looks at: a file, or a template of inner scope in it, without those further in.

And the file that a run of arm-ttk begins with, which it falls back on for the files beside it.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

from generator.lazy import dataclass, regex, replace
from generator.validation.profiles.arm_ttk.search import dotted, find, member, named

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from generator.diagnostics import Path
    from generator.language.documents.source import Document

_STRING = regex(r'"(?:[^"\\]|\\.)*"')


@dataclass(frozen=True, slots=True)
class TtkSubject:
    """A part of a document as one test run sees it, the paths in it given from `base` on.

    `text` is the text of the part, comments included, with blanks for the templates taken out of
    it; `start` is its offset in the document. `is_main` is said of the file, and so is `quoted`:
    whether its texts are in double quotes, all of them. `lead` is the file that the run began with.
    """

    document: Document
    value: Any
    text: str
    as_of: date
    base: Path = ()
    start: int = 0
    is_main: bool = False
    quoted: bool = True
    lead: Lead | None = None

    @property
    def leader(self) -> Lead | None:
        """The file that the run began with, where that is another one."""
        return None if self.lead is None or self.lead.document is self.document else self.lead

    @property
    def from_bicep(self) -> bool:
        """Whether Bicep has written the file that the run began with."""
        return self.lead is not None and self.lead.from_bicep

    @property
    def resources(self) -> Any:
        """The resources, as an array or by symbolic name."""
        return member(self.value, "resources")

    @property
    def resource_list(self) -> list[Any]:
        """The resources that stand in an array; arm-ttk looks past those by symbolic name."""
        return self.resources if isinstance(self.resources, list) else []

    def span(self, path: Path) -> tuple[int, int]:
        """Return the offsets in the text between which a value of this part stands."""
        start, end = self.document.span((*self.base, *path))
        return start - self.start, end - self.start

    def declarations(self) -> range:
        """Return where arm-ttk finds the parameters in the text; an empty range where it does not.

        It looks for the name in quotes right after a brace or a comma: no comment may be between.
        """
        keys = self.value if isinstance(self.value, dict) and self.quoted else ()
        for key in keys:
            if key.lower() == "parameters":
                start, end = self.span((key,))
                before = self.text[:start].rstrip().removesuffix(":").rstrip()
                before = before.removesuffix(f'"{key}"').rstrip()
                line = _STRING.sub("", before[before.rfind("\n") + 1 :])
                if before.endswith(("{", ",")) and "//" not in line:
                    return range(start, end)
        return range(0)


def whole(
    document: Document, as_of: date, lead: Lead, *, is_main: bool = False, quoted: bool = True
) -> TtkSubject:
    """Return a file with all that is in it."""
    return TtkSubject(
        document, document.value, document.text, as_of, is_main=is_main, quoted=quoted, lead=lead
    )


def parts(subject: TtkSubject) -> Iterator[TtkSubject]:
    """Yield a file without its templates of inner scope, and then each of these.

    As in arm-ttk, what stands in such a template also has the ones that are further in.
    """
    inner = list(_inner_templates(subject.value))
    value = subject.value
    for path in inner:
        value = _emptied(value, path)
    spans = [subject.span(path) for path in inner]
    yield replace(subject, value=value, text=_blanked(subject.text, spans))
    for path, (start, end) in zip(inner, spans, strict=True):
        own = subject.value
        for step in path:
            own = own[step]
        text = subject.text[start:end]
        yield replace(subject, value=own, text=text, base=path, start=start)


def _blanked(text: str, spans: list[tuple[int, int]]) -> str:
    pieces, at = [], 0
    for start, end in sorted(spans):
        if start >= at:
            pieces += [text[at:start], " " * (end - start)]
            at = end
    return "".join([*pieces, text[at:]])


def _inner_templates(value: Any) -> Iterator[Path]:
    for match in find(value, named("template")):
        scope = member(match.holder, "expressionEvaluationOptions", "scope")
        is_inner = isinstance(scope, str) and scope.lower() == "inner"
        of_policy = ".policyrule." in dotted(match.path).lower()
        if isinstance(match.value, dict) and (is_inner or of_policy):
            yield match.path


def _emptied(value: Any, path: Path) -> Any:
    """Return a value with an empty object at a path, unchanged where the path ends early."""
    if not path:
        return {}
    step, rest = path[0], path[1:]
    if isinstance(value, dict) and step in value:
        return {**value, step: _emptied(value[str(step)], rest)}
    if isinstance(value, list) and isinstance(step, int):
        return [*value[:step], _emptied(value[step], rest), *value[step + 1 :]]
    return value


class Lead:
    """A main template with the files of its folder, or any other file alone.

    Whether Bicep wrote the templates, and which sizes they have, arm-ttk asks of this file alone;
    and what it finds in nested templates here, it finds again in each file without any.
    """

    def __init__(self, name: str, document: Document | None) -> None:
        """Take the name of the file, and what it has where it could be read."""
        self.name = name
        self.document = document
        self._nested: list[TtkSubject] | None = None

    @cached_property
    def value(self) -> Any:
        """What the file has; None where it could not be read."""
        return self.document and self.document.value

    @cached_property
    def from_bicep(self) -> bool:
        """Whether Bicep has written the file."""
        name = member(self.value, "metadata", "_generator", "name")
        return isinstance(name, str) and name.lower() == "bicep"

    def nested(self, subject: TtkSubject) -> list[TtkSubject]:
        """Return the templates of inner scope in the file, to be judged along with another one."""
        if self.document is None:
            return []
        if self._nested is None:
            document = self.document
            own = replace(subject, document=document, value=document.value, text=document.text)
            self._nested = list(parts(own))[1:]
        return [replace(part, is_main=subject.is_main) for part in self._nested]
