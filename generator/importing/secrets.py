"""What of a template is a secret in the clear: a secure parameter takes its place.

That happens before anything is made of the template, so that no file can have one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from generator.azure.handlers import serves
from generator.cloud_init.check import check_part
from generator.cloud_init.headers import kind_of
from generator.cloud_init.secrets import SECRET as IN_USER_DATA
from generator.cloud_init.secrets import text_findings
from generator.importing.values import text_of
from generator.language.documents.casing import member_of, written
from generator.language.expressions.tree import Call, Text
from generator.language.expressions.values import Residual
from generator.language.plain_secrets import is_secret_key, is_secret_value, tells_secret
from generator.lazy import dataclass, field, regex, replace
from generator.redaction import ARGUMENT, PROSE, is_secret_name, shows_key
from generator.validation.resources.extension_settings import secrets_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from generator.language.expansion.expanded import Expanded
    from generator.language.expressions.tree import Expression
    from generator.language.expressions.values import Value

_PROTECTED = {"protectedsettings", "protectedparameters"}
_SEEN = {
    "commandtoexecute", "fileuris", "managedidentity", "clientid", "objectid", "script", "name",
    "storageaccountname", "storageaccountendpoint",
}  # fmt: skip
"""What people put into protected settings although it is no secret by itself."""
_PACKED = {"customdata", "userdata", "script"}
_WHOLE = {
    ("additionalunattendcontent", "content"), ("sslcertificates", "data"), ("securevalue",),
    ("microsoft.keyvault/vaults/secrets", "value"),
}  # fmt: skip
"""Ends of ways, without 'properties' and with the type at the front, where secrets stand."""
_NOTES = {"metadata", "comments"}
"""What only readers of a template see: it is left out where it has a secret."""
_JOINED = {"if", "concat", "format", "coalesce", "base64", "tolower", "toupper", "trim", "string"}
"""Functions whose results have their arguments in them."""
_ARGUMENTS = "configurationArguments"
_MEMBER = regex(r"parameters\('(\w+)'\)[.\[]")
_LIKE_PASSWORD = regex(
    r"(?=.*[a-z])(?=.*[A-Z])(?=.*\d)[^/\\=.-][^/\\=]{7,}|(?=.*[A-Z])[A-Za-z0-9+/]{24,}={0,2}"
)
_NAME = regex(r"[A-Za-z]\w*")
_WORD = regex(r"[^A-Za-z0-9]+")


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a value stands: the names around it in lower case, and the way as it is shown.

    `owner` is the extension or the resource around it, `also` what the handler takes as a secret.
    """

    names: tuple[str, ...]
    owner: str
    path: str
    also: frozenset[str] = frozenset()

    def below(self, key: str, holder: dict[str, Any]) -> _Place:
        """Return the place of a member; the value of a pair is known by the name beside it."""
        beside = holder.get("name")
        named = key.lower() == "value" and isinstance(beside, str)
        step = str(beside).lower() if named else key.lower()
        names = self.names if step == "properties" else (*self.names, step)
        handler = (member_of(holder, "publisher"), member_of(holder, "type"))
        also = secrets_of(*map(str, handler)) if handler[0] is not None else self.also
        dot = "" if self.path.endswith(" ") else "."
        return _Place(names, self.owner, f"{self.path}{dot}{key}", also)

    def element(self, index: int, item: Any) -> _Place:
        """Return the place of an element, by its name where it has one."""
        named = member_of(item, "name")
        if not isinstance(named, str):
            return replace(self, path=f"{self.path}[{index}]")
        owner = named if self.names[-1:] == ("extensions",) else self.owner
        return replace(self, owner=owner, path=f"{self.path}[{named}]")


@dataclass(slots=True)
class Hider:
    """Puts secure parameters in the place of secrets.

    `kinds` are the types of the parameters by name, `hidden` the places of secrets by the names of
    what stands there now.
    """

    kinds: dict[str, str]
    hidden: dict[str, str] = field(default_factory=dict)

    def hide(self, resources: Iterable[Expanded]) -> None:
        """Take the secrets out of resources."""
        for item in resources:
            kind, name = item.made.type.lower(), str(item.made.name)
            short = name if name.startswith("[") else name.rpartition("/")[2]
            place = _Place((kind,), short, f"{short}: ")
            for key, value in list(item.body.items()):
                item.body[key] = self._without(value, place.below(key, item.body))
                if key in _NOTES and item.body[key] != value:
                    del item.body[key]

    def _without(self, value: Value, place: _Place) -> Value:
        if isinstance(value, dict):
            made = {
                key: self._without(item, place.below(key, value)) for key, item in value.items()
            }
            return self._with_protected(made) if "publisher" in map(str.lower, made) else made
        if isinstance(value, list):
            return [self._without(item, place.element(i, item)) for i, item in enumerate(value)]
        if isinstance(value, Residual):
            secret = self._is_secret_expression(value, place)
        else:
            secret = _is_secret(value, place)
        if not secret:
            return value
        name = self._name(place)
        self.kinds[name] = "securestring"
        self.hidden[name] = place.path
        return Residual(Call("parameters", (Text(name),)), kind="string")

    def _with_protected(self, extension: dict[str, Any]) -> dict[str, Any]:
        """Return an extension whose secrets stand where its handler reads them protected, too."""
        handler = tuple(str(member_of(extension, key)).lower() for key in ("publisher", "type"))
        settings = member_of(extension, "settings")
        if serves((handler[0], handler[1]), "dsc"):
            return self._with_arguments(extension)
        if not serves((handler[0], handler[1]), "customScript") or not isinstance(settings, dict):
            return extension
        secret = {key: item for key, item in settings.items() if self._is_parameter(item)}
        protected = member_of(extension, "protectedSettings") or {}
        if not secret or not isinstance(protected, dict):
            return extension
        public, hidden = written(extension, "settings"), written(extension, "protectedSettings")
        rest = {key: item for key, item in settings.items() if key not in secret}
        return {**extension, public: rest, hidden: {**protected, **secret}}

    def _with_arguments(self, extension: dict[str, Any]) -> dict[str, Any]:
        """Return an extension of DSC whose secret arguments are protected, too."""
        settings = member_of(extension, "settings")
        arguments = member_of(settings, _ARGUMENTS)
        protected = member_of(extension, "protectedSettings") or {}
        own = member_of(protected, _ARGUMENTS) or {}
        if not isinstance(arguments, dict) or not isinstance(own, dict):
            return extension
        secret = {key: item for key, item in arguments.items() if self._is_parameter(item)}
        if not secret:
            return extension
        public, hidden = written(extension, "settings"), written(extension, "protectedSettings")
        rest = {key: item for key, item in arguments.items() if key not in secret}
        return {
            **extension,
            public: {**settings, written(settings, _ARGUMENTS): rest},
            hidden: {**protected, written(protected, _ARGUMENTS): {**own, **secret}},
        }

    def _is_parameter(self, value: Value) -> bool:
        """Whether a value, or one of a list, is a secret that became a parameter."""
        values = value if isinstance(value, list) else [value]
        texts = {str(item) for item in values if isinstance(item, Residual)}
        return not texts.isdisjoint(f"[parameters('{name}')]" for name in self.hidden)

    def _is_secret_expression(self, value: Residual, place: _Place) -> bool:
        """Whether an expression has a secret as a text, or a part of an object of secrets."""
        text = str(value)
        if any(self.kinds.get(name) == "secureobject" for name in _MEMBER.findall(text)):
            return True
        said = (found[2].replace("''", "'") for found in ARGUMENT.finditer(text) if not found[1])
        if any(_gives_away(place, literal) for literal in said):
            return True
        return any(_is_secret(literal, place) for literal in _results(value.expression))

    def _name(self, place: _Place) -> str:
        """Return a name for the parameter: of the extension or resource, and of the property."""
        last = next(step for step in reversed(_NAME.findall(place.path)))
        owner = "" if "osprofile" in place.names else _WORD.sub("", place.owner)
        made = f"{owner}{last[:1].upper()}{last[1:]}" if owner else last
        taken = {name.lower() for name in self.kinds}
        name, number = made, 2
        while name.lower() in taken:
            name, number = f"{made}{number}", number + 1
        return name


def _results(node: Expression) -> Iterator[str]:
    """Yield the texts that stand in what an expression comes to."""
    waiting = [node]
    while waiting:
        one = waiting.pop()
        if isinstance(one, Text):
            yield one.value
        elif isinstance(one, Call) and one.name.lower() in _JOINED:
            waiting += one.arguments[1:] if one.name.lower() == "if" else one.arguments


def _is_secret(value: Any, place: _Place) -> bool:
    """Whether a value is a secret by the names that it stands at, or gives one away."""
    if value in (None, "") or isinstance(value, bool):
        return False
    names, text = place.names, str(value)
    last = names[-1]
    if not _PROTECTED.isdisjoint(names):
        return last not in _SEEN or _gives_away(place, text) or _is_opaque(last, text)
    if any(names[-len(end) :] == end for end in _WHOLE):
        return True
    if not isinstance(value, str):
        return is_secret_key(last) and isinstance(value, int)
    around = names if "settings" in names else names[-1:]
    named = any(name in place.also or _is_named_so(name) for name in around)
    return (named and is_secret_value(text, last, public=True)) or _gives_away(place, text)


def _is_named_so(name: str) -> bool:
    return is_secret_name(name) and not name.endswith(("name", "secretsmanagementsettings"))


def _gives_away(place: _Place, text: str) -> bool:
    """Whether a text has a key, a signature or a password in it; one that is packed is opened."""
    last = place.names[-1]
    if last in PROSE:
        return False
    plain = text_of(text) if last in _PACKED else None
    shown = text if plain is None else plain
    if shows_key(shown) or any(text_findings(shown, "")):
        return True
    if last == "customdata" and kind_of(shown) is not None:
        return any(item.rule == IN_USER_DATA for item in check_part(shown, ""))
    lines = (line for line in shown.splitlines() if "=" in line or not line.startswith("#"))
    return any(map(tells_secret, lines))


def _is_opaque(name: str, text: str) -> bool:
    """Whether a text of protected settings may be a secret as nobody can tell what it is."""
    if name == "script":
        return text_of(text) is None
    words = (word.strip("'\"") for word in text.split())
    return name == "commandtoexecute" and any(map(_LIKE_PASSWORD.fullmatch, words))
