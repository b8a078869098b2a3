"""Reading YAML: a plain value, the place of every part of it, and all mistakes at once.

Values are built from the events of PyYAML, not by its composer: that one recurses in C, so that a
file of nothing but `[` would end the process. libyaml is used where it is there; what it and the
parser in Python complain about becomes the same sentences in `yaml_faults`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import yaml

from generator.language.documents.document import Document, broken
from generator.language.documents.places import Fault
from generator.language.documents.yaml_faults import explain
from generator.language.documents.yaml_values import Builder, TooMuch
from generator.lazy import regex

if TYPE_CHECKING:
    from typing import Any

_PARSER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_UNPRINTABLE = regex(
    "[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]"
)


def read_yaml(text: str, path: str) -> Document:
    """Read YAML with the scalars of version 1.2: `yes`, dates and `07:30` are texts.

    An empty file gives None. Raises InvalidInput with all duplicate keys and tags that are not
    known, and the first mistake of syntax. A value that comes from an anchor stands where its
    alias is, what it holds stands at the anchor; merged keys stand where they were written.
    """
    unprintable = _UNPRINTABLE.search(text)
    if unprintable is not None:
        at = unprintable.start()
        message = f"an invisible character (U+{ord(text[at]):04X}) is here; remove it"
        raise broken("yaml-syntax", path, text, [Fault(at, at + 1, message)])
    builder = Builder(text)
    try:
        for event in yaml.parse(text, Loader=_PARSER):
            builder.take(event)
    except TooMuch as reached:
        builder.faults.append(reached.fault)
    except yaml.YAMLError as error:
        builder.faults.append(explain(text, error))
    if builder.faults:
        raise broken("yaml-syntax", path, text, builder.faults)
    return Document(path, text, builder.value, "yaml", builder.root)
