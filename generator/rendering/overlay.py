"""The folder of a user's own fragments, read by the one door."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from jinja2 import FileSystemLoader, TemplateNotFound
from jinja2.loaders import split_template_path

from generator.azure.limits import limit
from generator.diagnostics import InvalidInput, TemplateError
from generator.files.decoding import decode
from generator.files.reading import read_bytes, root_of_folder

if TYPE_CHECKING:
    from collections.abc import Callable

    from jinja2 import Environment

_LARGEST = limit("template-bytes")


class Overlay(FileSystemLoader):
    """Finds fragments in a folder, which may lead no further than its repository."""

    def get_source(
        self,
        environment: Environment,  # noqa: ARG002 - as the loader is called
        template: str,
    ) -> tuple[str, str, Callable[[], bool]]:
        """Return the text of a fragment; raises TemplateError where it cannot be read."""
        folder = Path(self.searchpath[0])
        path = folder.joinpath(*split_template_path(template))
        try:
            text = decode(read_bytes(path, root=root_of_folder(folder), most=_LARGEST), template)
        except (FileNotFoundError, NotADirectoryError):
            raise TemplateNotFound(template) from None
        except OSError as error:
            raise TemplateError(f"{template}: {error.strerror}") from error
        except InvalidInput as error:
            raise TemplateError(f"{template}: {error.diagnostics[0].message}") from error
        return text, str(path), lambda: True
