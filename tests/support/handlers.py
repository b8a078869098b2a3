"""What the custom script handler for Linux does with its settings, as its source says, in a folder.

It is a model for tests, written from main/files.go, main/cmds.go, main/exec.go and pkg/preprocess
of Azure/custom-script-extension-linux and not from our own code. Paths of the machine are led into
the folder of the test, and programs that change a machine are replaced by ones that note their call.
"""

from __future__ import annotations

import base64
import gzip
import os
import re
import stat
import subprocess
import threading
import urllib.parse
import urllib.request
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_OF_MACHINES = re.compile(r"(?<![\w.:/])/(?:var|etc|opt|srv|scratch|tmp)\b")
_NOTED = (
    "apt-get", "blkid", "cloud-init", "mkfs.ext4", "mount", "mountpoint", "readlink", "systemctl",
)  # fmt: skip


@contextmanager
def served(files: dict[str, bytes]) -> Iterator[str]:
    """Serve files by the path of their address; give the address of the server."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            body = files.get(self.path)
            self.send_response(404 if body is None else 200)
            self.send_header("Content-Length", str(len(body or b"")))
            self.end_headers()
            self.wfile.write(body or b"")

        def log_message(self, *_):
            """Return without a word."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@dataclass
class Instance:
    """A machine in a folder: what runs in it finds its paths there."""

    root: Path
    server: str

    def led_here(self, text: str) -> str:
        """Return a text with the paths of machines and the hosts of addresses led here."""
        text = re.sub(r"https://[^/\s'\"]+", self.server, text)
        return _OF_MACHINES.sub(lambda found: f"{self.root}{found[0]}", text)

    def run(self, command: str, folder: Path) -> int:
        """Run a command as the handler does; give its exit code."""
        for name in ("var/www/html", "etc/systemd/system", "var/lib", "tmp", "opt", "srv", "bin"):
            (self.root / name).mkdir(parents=True, exist_ok=True)
        for name in _NOTED:
            stub = self.root / "bin" / name
            stub.write_text(f'#!/bin/sh\necho "{name} $*" >>{self.root}/calls\n')
            stub.chmod(0o755)
        path = f"{self.root}/bin:/usr/bin:/bin"
        ran = subprocess.run(
            ["/bin/sh", "-c", command], cwd=folder, env={"PATH": path}, capture_output=True, check=False
        )  # fmt: skip
        (self.root / "said").write_bytes(ran.stdout + ran.stderr)
        return ran.returncode

    def handle(self, public: dict, protected: dict) -> tuple[int, Path]:
        """Do with the settings of an extension what the handler does; give exit code and folder."""
        folder = self.root / "var/lib/waagent/custom-script/download/0"
        folder.mkdir(parents=True)
        folder.chmod(0o700)
        given = {**public, **protected}
        mends = not given.get("skipDos2Unix", False)
        for address in given.get("fileUris", []):
            parsed = urllib.parse.urlsplit(address)
            name = urllib.parse.unquote(parsed.path).split("/")[-1]
            query = f"?{parsed.query}" if parsed.query else ""
            with urllib.request.urlopen(f"{self.server}{parsed.path}{query}") as answer:
                self._save(folder / name, answer.read(), mends)
        command = given.get("commandToExecute")
        if command is None:
            data = base64.b64decode(given["script"])
            text = gzip.decompress(data) if data.startswith(b"\x1f\x8b") else data
            self._save(folder / "script.sh", self.led_here(text.decode()).encode(), mends)
            command = f"{folder}/script.sh"
        return self.run(
            self.led_here(command) if "script" not in given else command, folder
        ), folder

    def _save(self, target: Path, data: bytes, mends: bool) -> None:
        is_script = target.suffix in {".sh", ".txt", ".py", ".pl"} or data.startswith(b"#!")
        if is_script and mends:
            data = data.removeprefix(b"\xef\xbb\xbf").replace(b"\r\n", b"\n")
        target.write_bytes(data)
        target.chmod(0o500)

    def tree(self, folder: Path) -> dict[str, tuple[str, bytes]]:
        """Return mode and bytes of all that lies in a folder, by name."""
        own = str(self.root).encode()
        return {
            path.relative_to(folder).as_posix(): (
                stat.filemode(path.stat().st_mode),
                path.read_bytes().replace(own, b"") if path.is_file() else b"",
            )
            for path in sorted(folder.rglob("*"))
        }

    def left(self) -> dict[str, tuple[str, bytes]]:
        """Return what was left on the machine, beside the folders in which steps run."""
        passed = ("var/lib/", "bin", "said", "tmp")
        found = self.tree(self.root)
        return {name: item for name, item in found.items() if not name.startswith(passed)}


def is_root() -> bool:
    """Whether the test runs as root, for whom every file can be read."""
    return os.geteuid() == 0
