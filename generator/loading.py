"""A short way to our own modules, for the command line: a short command mostly imports.

Python looks for each module in all folders of its path and asks a dozen functions on the way to a
compiled file. Where ours is we know. Whatever is not as expected (nothing compiled, another source,
a zip) goes Python's own way.
"""

from __future__ import annotations

import marshal
import os
import sys
from importlib.machinery import ModuleSpec, SourceFileLoader
from importlib.util import MAGIC_NUMBER

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from types import CodeType, ModuleType

_TAG = f"{sys.implementation.cache_tag}.pyc"
_OF_TIME = MAGIC_NUMBER + bytes(4)
"""How a compiled file begins that is valid as long as its source has the same time and size."""


class _ModuleLoader(SourceFileLoader):
    def get_code(self, fullname: str) -> CodeType | None:
        """Return the code of a module, from its compiled file if that is of its source."""
        return self._compiled() or super().get_code(fullname)

    def _compiled(self) -> CodeType | None:
        folder, _, name = self.path.rpartition("/")
        path = f"{folder}/__pycache__/{name[:-2]}{_TAG}"
        try:
            with open(path, "rb") as file:  # noqa: PTH123 - pathlib is not loaded yet
                data = file.read()
            source = os.stat(self.path)  # noqa: PTH116 - the same
        except OSError:
            return None
        sizes = (int(source.st_mtime), source.st_size)
        head = _OF_TIME + b"".join((size & 0xFFFFFFFF).to_bytes(4, "little") for size in sizes)
        if data[:16] != head:
            return None
        code: CodeType = marshal.loads(data[16:])  # noqa: S302 - Python's own file
        return code


class _ModuleFinder:
    @staticmethod
    def find_spec(
        name: str, path: Sequence[str] | None, _target: ModuleType | None = None, /
    ) -> ModuleSpec | None:
        """Return where one of our modules is; None for any other."""
        if not path or not name.startswith("generator."):
            return None
        folder, last = path[0], name.rpartition(".")[2]
        file, within = f"{folder}/{last}.py", None
        if not os.access(file, os.R_OK):
            folder, last = f"{folder}/{last}", "__init__"
            file, within = f"{folder}/__init__.py", [folder]
            if not os.access(file, os.R_OK):
                return None
        spec = ModuleSpec(name, _ModuleLoader(name, file), origin=file)
        spec.submodule_search_locations = within
        spec.has_location = True
        spec.cached = f"{folder}/__pycache__/{last}.{_TAG}"
        return spec


def shorten() -> None:
    """Let our modules be found the short way from now on."""
    sys.meta_path.insert(0, _ModuleFinder)
