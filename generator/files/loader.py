"""What Jinja reads of templates/."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jinja2 import BaseLoader, TemplateNotFound

from generator.files.templates import template_names, template_text

if TYPE_CHECKING:
    from collections.abc import Callable

    from jinja2 import Environment


class TemplatesLoader(BaseLoader):
    """Loads what lies in templates/, of a checkout or of a wheel."""

    def get_source(
        self,
        environment: Environment,  # noqa: ARG002 - Jinja gives it
        template: str,
    ) -> tuple[str, str, Callable[[], bool]]:
        """Return a text, the name that tracebacks show, and that it does not change."""
        text = template_text(template)
        if text is None:
            raise TemplateNotFound(template)
        return text, f"templates/{template}", lambda: True

    def list_templates(self) -> list[str]:
        """Return the names of all files."""
        return template_names()
