"""Listeners of an application gateway: what they lead to, what leads to them, which is first."""

from __future__ import annotations

from typing import Any

from generator.spec.listeners import heard_by

Listener = dict[str, Any]
FIRST = "application"
"""The listener that the keys of the gateway itself describe."""
_HTTP = 80
_EXACT, _WILD, _ANY = 1, 41, 300
"""Where the priorities begin: for names, names with * in them, and all names; 20 of each."""
_FIRST_OF_ALL = (100, 200)


def gateway_backends(listeners: list[Listener]) -> list[tuple[str, Listener]]:
    """Return what listeners and their paths lead to, by the names of the settings."""
    return [
        (name, backend)
        for listener in listeners
        for name, backend in (
            (listener["name"], listener),
            *((f"{listener['name']}-{rule['name']}", rule) for rule in listener["paths"]),
        )
    ]


def redirected_listeners(listeners: list[Listener]) -> list[tuple[str, Listener]]:
    """Return the listeners that port 80 leads to, by the name of that: where nothing has it."""
    taken = {key for listener in listeners for key in heard_by(listener, listener["port"])}
    found = []
    for listener in listeners:
        keys = set(heard_by(listener, _HTTP))
        if listener["certificateUrl"] and listener["redirectFromHttp"] and not keys & taken:
            taken |= keys
            named = "" if listener["name"] == FIRST else f"-{listener['name']}"
            found.append((f"redirect{named}", listener))
    return found


def frontend_port(gateway: Listener, number: int) -> str:
    """Return the name of a port of the frontends."""
    if number == gateway["port"]:
        return FIRST
    return "redirect" if number == _HTTP else f"port-{number}"


def certificate_name(listeners: list[Listener], url: str) -> str:
    """Return the name of a certificate, after the first listener that has it."""
    name = next(item["name"] for item in listeners if item["certificateUrl"] == url)
    return "certificate" if name == FIRST else f"certificate-{name}"


def rule_priority(listener: Listener, place: int, redirects: int) -> int:
    """Return the priority of the rule of a listener, or of what redirects to it."""
    names = listener["hostNames"]
    if not names and listener["name"] == FIRST:
        return _FIRST_OF_ALL[redirects]
    wild = any("*" in name or "?" in name for name in names or ())
    return (_ANY if not names else _WILD if wild else _EXACT) + place + 20 * redirects
