"""`scaleset doctor`: what is there, what it adds, and of which day the data is."""

from __future__ import annotations

import json
import sys

import pytest

from generator.commands.doctor import run as doctor

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="makes scripts for sh")


@pytest.fixture
def tools(tmp_path, monkeypatch):
    """Make a PATH with tools of which each answers in its own way."""
    scripts = {
        "bicep": "echo 'Bicep CLI version 0.30.23 (c1e3b1a2f4)'",
        "git": "echo 'git version 2.47.1'",
        "az": "sleep 60 & wait",
        "shellcheck": "echo broken >&2; exit 3",
    }
    for name, text in scripts.items():
        (tmp_path / name).write_text(f"#!/bin/sh\nPATH=/usr/bin:/bin\n{text}\n")
        (tmp_path / name).chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(doctor, "_PATIENCE", 0.5)


def test_tools_are_asked_and_none_is_waited_for(tools, scaleset):
    ran = scaleset("doctor", "-o", "json")
    found = json.loads(ran.out)
    assert (ran.code, found["broken"]) == (0, [])
    assert {item["name"]: item["version"] or item["problem"] for item in found["tools"]} == {
        "bicep": "0.30.23",
        "cloud-init": None,
        "shellcheck": "says no version",
        "az": "says no version within 0.5 seconds",
        "git": "2.47.1",
    }
    assert all(item["adds"] and item["get"] for item in found["tools"])


def test_text_says_what_is_missing_and_how_to_get_it(tools, scaleset):
    ran = scaleset("doctor")
    assert ran.code == 0
    lines = [line.strip() for line in ran.out.splitlines()]
    assert (
        "cloud-init  not found (a package of Linux systems): render has cloud-init check user data"
    ) in lines
    assert [line.split()[:2] for line in lines if line.startswith("API v")] == [
        ["API", "versions:"]
    ]


def test_what_is_required_and_missing_is_broken(tools, scaleset, monkeypatch):
    def missing(name: str) -> str:
        if name == "jinja2":
            raise doctor.metadata.PackageNotFoundError(name)
        return "1.0"

    monkeypatch.setattr(doctor.metadata, "version", missing)
    ran = scaleset("doctor")
    assert (ran.code, ran.err) == (1, "scaleset: jinja2 is not installed\n")


def test_data_that_cannot_be_read_is_broken(tools, scaleset, monkeypatch, tmp_path):
    monkeypatch.setattr(doctor, "data_folder", lambda _: tmp_path)
    ran = scaleset("doctor", "-o", "json")
    assert ran.code == 1
    assert [text.partition(" (")[0] for text in json.loads(ran.out)["broken"]] == [
        "the data cannot be read"
    ]
