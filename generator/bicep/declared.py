"""A resource that a template declares, and what an expression means by it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from generator.bicep.identity import OWN, Id, ScopePlace
from generator.language.documents.casing import written
from generator.lazy import dataclass

if TYPE_CHECKING:
    from generator.bicep.identity import Within
    from generator.bicep.pieces import Segment
    from generator.diagnostics import Path
    from generator.language.expressions.tree import Expression


@dataclass(slots=True)
class DeclaredResource:
    """A resource of the template, or a module for a deployment in it.

    `loop` is the name of the copy loop around it, `own_loop` that of its own. `names` are the
    segments of its whole name as they are written, for a child those of its parent too; `id` has
    them looked through. `parent` is the parent where it stands in the same file, `inside` the
    resource that it is written in. `extends` is the resource that it extends, where its type is
    written below that one ("A/bs/providers/cs"). It is `deferred` where Bicep wants to know before
    the deployment what only the deployment knows.
    """

    raw: dict[str, Any]
    path: Path
    type: str
    names: tuple[Segment, ...]
    id: Id
    version: str = ""
    symbol: str = ""
    key: str = ""
    loop: str = ""
    own_loop: str = ""
    parent: DeclaredResource | None = None
    inside: DeclaredResource | None = None
    existing: bool = False
    module: bool = False
    deferred: bool = False
    extends: Within | None = None

    @property
    def conditional(self) -> bool:
        """Whether it may not be there: what is asked of it is then asked of null."""
        condition = self.raw.get(written(self.raw, "condition"))
        return condition is not None and condition is not True

    @property
    def node(self) -> str:
        """Return its name among those that depend on each other."""
        return f"resource {self.symbol}"


@dataclass(frozen=True, slots=True)
class Found:
    """A declared resource that an expression means, and at which turn of its loop."""

    declared: DeclaredResource
    index: Expression | None = None


@dataclass(frozen=True, slots=True)
class Outside:
    """A resource outside of the template that it asks: where it is, and its parent or its scope.

    `loop` is the resource of the template whose loop it takes part in.
    """

    declared: DeclaredResource
    place: ScopePlace = OWN
    around: Found | None = None
    loop: DeclaredResource | None = None
