"""Data classes and patterns as in the standard library, which are made when they are first used.

The standard library writes and compiles the methods of a data class where the class is defined,
and a pattern where it is named: that was half of the time that a command takes for one file. Here
a class gets its `__init__` when it has many instances, and a pattern is compiled when it is asked.
"""

from __future__ import annotations

import re
from operator import attrgetter

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from dataclasses import dataclass, field, fields, is_dataclass, replace
    from re import Pattern
    from typing import Any, AnyStr

    __all__ = ["dataclass", "field", "fields", "is_dataclass", "regex", "replace"]

    def regex(text: AnyStr, flags: int = 0) -> Pattern[AnyStr]:
        """Return what stands for a compiled pattern."""

else:

    class regex:  # noqa: N801 - it is used as a function is
        """A pattern that is compiled when it is first asked for anything."""

        def __init__(self, text: str, flags: int = 0) -> None:
            self._text, self._flags = text, flags

        def __getattr__(self, name: str) -> Any:
            """Return what the compiled pattern has under this name, and keep it at hand."""
            if name.startswith("__"):
                raise AttributeError(name)
            found = getattr(re.compile(self._text, self._flags), name)
            self.__dict__[name] = found
            return found

    _MISSING = object()
    _FEW = 12
    """So many instances of a class are made without writing an `__init__` for it."""

    class FrozenInstanceError(AttributeError):
        """A field of a frozen instance was to be set."""

    class field:  # noqa: N801 - it is used as a function is
        """A field of a data class, described as `dataclasses.field` takes it."""

        __slots__ = ("compare", "default", "init", "make", "name", "repr")

        def __init__(
            self,
            *,
            default: Any = _MISSING,
            default_factory: Any = None,
            init: bool = True,
            repr: bool = True,  # noqa: A002 - the name in the standard library
            compare: bool = True,
        ) -> None:
            self.name, self.default, self.make = "", default, default_factory
            self.init, self.repr, self.compare = init, repr, compare

    def fields(value: Any) -> tuple[field, ...]:
        """Return the fields of a data class, or of an instance of one."""
        found: tuple[field, ...] = value.__data_fields__
        return found

    def is_dataclass(value: Any) -> bool:
        """Whether a value is a data class, or an instance of one."""
        return hasattr(value, "__data_fields__")

    def replace(value: Any, /, **changes: Any) -> Any:
        """Return a copy with other values for some fields."""
        for item in value.__data_fields__:
            if item.init and item.name not in changes:
                changes[item.name] = getattr(value, item.name)
        return value.__class__(**changes)

    def dataclass(
        *,
        slots: bool,  # noqa: ARG001 - named as in the standard library; all of ours have them
        frozen: bool = False,
        order: bool = False,
        unsafe_hash: bool = False,
    ) -> Callable[[type], type]:
        """Make a data class, as `dataclasses.dataclass` does."""

        def made(cls: type) -> type:
            body = {k: v for k, v in cls.__dict__.items() if k not in {"__dict__", "__weakref__"}}
            inherited = getattr(cls, "__data_fields__", ())
            own = _own_fields(body)
            whole = tuple({**{item.name: item for item in inherited}, **own}.values())
            compared = [item.name for item in whole if item.compare]
            body |= {
                "__qualname__": cls.__qualname__,
                "__slots__": tuple(n for n in own if n not in {item.name for item in inherited}),
                "__match_args__": tuple(item.name for item in whole if item.init),
                "__data_fields__": whole,
                "__data_key__": staticmethod(_key(compared)),
            }
            made_class: list[type] = []
            methods = _METHODS | {"__init__": _first_init(made_class)}
            methods |= _FROZEN if frozen else {}
            methods["__hash__"] = _hash if frozen or unsafe_hash else None
            if "__eq__" in body:  # the class says itself what is equal
                del methods["__hash__"]
            methods |= _ORDER if order else {}
            made_class.append(type(cls)(cls.__name__, cls.__bases__, methods | body))
            return made_class[0]

        return made

    def _own_fields(body: dict[str, Any]) -> dict[str, field]:
        """Take the fields of a class out of its body."""
        found = {}
        for name, kind in body.get("__annotations__", {}).items():
            if not kind.startswith("ClassVar"):
                given = body.pop(name, _MISSING)
                found[name] = given if isinstance(given, field) else field(default=given)
                found[name].name = name
        return found

    def _key(names: list[str]) -> Callable[[Any], Any]:
        """Return what gives the values that instances are compared by."""
        if len(names) > 1:
            return attrgetter(*names)
        return lambda value: tuple([getattr(value, name) for name in names])

    def _first_init(of: list[Any]) -> Callable[..., None]:
        """Return an `__init__` for few instances of a class; when there are more, it makes its own.

        The class does not exist yet: `of` gets it.
        """
        few = iter(range(_FEW))

        def __init__(self: Any, /, *values: Any, **named: Any) -> None:  # noqa: N807 - it is one
            cls = of[0]
            if next(few, None) is None or not _filled(self, cls, values, named):
                cls.__init__ = _init_of(cls)
                cls.__init__(self, *values, **named)

        return __init__

    def _filled(self: Any, cls: Any, values: tuple[Any, ...], named: dict[str, Any]) -> bool:
        """Set the fields of an instance; return whether the values are those that it takes."""
        names = cls.__match_args__
        given = dict(zip(names, values, strict=False))
        if len(values) > len(names) or named.keys() & given.keys() or named.keys() - set(names):
            return False
        given |= named
        for item in cls.__data_fields__:
            if item.name in given:
                value = given[item.name]
            elif item.make is not None:
                value = item.make()
            elif item.default is not _MISSING:
                value = item.default
            elif item.init:
                return False
            else:
                continue
            object.__setattr__(self, item.name, value)
        if hasattr(cls, "__post_init__"):
            self.__post_init__()
        return True

    def _init_of(cls: Any) -> Callable[..., None]:
        names: dict[str, Any] = {"_MISSING": _MISSING}
        parameters, lines = ["self"], []
        for item in cls.__data_fields__:
            name = value = item.name
            names |= {f"_set_{name}": getattr(cls, name).__set__, f"_make_{name}": item.make}
            names[f"_default_{name}"] = item.default
            if item.make is not None:
                default, value = "=_MISSING", f"_make_{name}()"
                if item.init:
                    value = f"{value} if {name} is _MISSING else {name}"
            elif item.default is not _MISSING:
                default = f"=_default_{name}"
                value = name if item.init else f"_default_{name}"
            elif item.init:
                default = ""
            else:
                continue
            if item.init:
                parameters.append(f"{name}{default}")
            lines.append(f"_set_{name}(self, {value})")
        if hasattr(cls, "__post_init__"):
            lines.append("self.__post_init__()")
        text = f"def __init__({', '.join(parameters)}):\n " + "\n ".join(lines or ["pass"])
        exec(text, names)  # noqa: S102 - of nothing but the names of fields
        made: Callable[..., None] = names["__init__"]
        made.__qualname__ = f"{cls.__qualname__}.__init__"
        return made

    def _repr(self: Any) -> str:
        shown = (f"{i.name}={getattr(self, i.name)!r}" for i in self.__data_fields__ if i.repr)
        return f"{type(self).__qualname__}({', '.join(shown)})"

    def _equal(self: Any, other: object) -> Any:
        if other.__class__ is not self.__class__:
            return NotImplemented
        return self.__data_key__(self) == self.__data_key__(other)

    def _hash(self: Any) -> int:
        return hash(self.__data_key__(self))

    def _less(self: Any, other: Any) -> Any:
        if other.__class__ is not self.__class__:
            return NotImplemented
        return self.__data_key__(self) < self.__data_key__(other)

    def _refuse(_self: Any, name: str, *_value: Any) -> None:
        raise FrozenInstanceError(f"cannot assign to field '{name}'")

    def _state(self: Any) -> dict[str, Any]:
        return {
            i.name: getattr(self, i.name) for i in self.__data_fields__ if hasattr(self, i.name)
        }

    def _set_state(self: Any, state: dict[str, Any]) -> None:
        for name, value in state.items():
            object.__setattr__(self, name, value)

    _METHODS = {
        "__repr__": _repr,
        "__eq__": _equal,
        "__getstate__": _state,
        "__setstate__": _set_state,
    }
    _FROZEN = {"__setattr__": _refuse, "__delattr__": _refuse}
    _ORDER = {"__lt__": _less}
