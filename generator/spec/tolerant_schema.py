"""JSON Schema for documents in which some values are not known yet.

The schemas stay pure: what stands for a later value (an ARM expression, a parameter of a spec) is
skipped here, in the validator, by every keyword.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable


@lru_cache(maxsize=4)
def tolerant_validator(unknown: Callable[[Any], bool]) -> Any:
    """Return the class of validators (draft 2020-12) that skip each value that is `unknown`."""
    from jsonschema import Draft202012Validator, validators

    base = Draft202012Validator
    checks: dict[str, Any] = {k: _skipping(v, unknown) for k, v in base.VALIDATORS.items()}
    return validators.extend(base, checks)  # type: ignore[no-untyped-call] # no types upstream


def _skipping(check: Callable[..., Any], unknown: Callable[[Any], bool]) -> Callable[..., Any]:
    def tolerant(validator: Any, keyword: Any, instance: Any, schema: Any) -> Any:
        return None if unknown(instance) else check(validator, keyword, instance, schema)

    return tolerant
