"""A root of Debian to try instances in: `python -m tests.support.debian_root DIR`.

debootstrap makes it from Debian's mirror, once. The network is not there when an instance is tried,
so apt of the root knows one mirror, a folder in the root: its package nginx is
a stand-in of a few lines, installed and run by the real apt-get, dpkg and units.
"""

from __future__ import annotations

import hashlib
import subprocess
import sys
import tempfile
from pathlib import Path

PACKAGES = "cloud-init,python3,python3-cffi-backend,iproute2,procps,adduser"
MIRROR = "http://deb.debian.org/debian"
_NGINX = """\
#!/usr/bin/python3
# Serves /var/www/html on port 80, and 'return 200' of a location in the default site.
import os, re, sys
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
site = "/etc/nginx/sites-available/default"
text = open(site).read() if os.path.exists(site) else ""
answers = dict(re.findall(r'location = (\\S+) { return 200 "([^"]*)"', text))
class Handler(SimpleHTTPRequestHandler):
    def do_GET(self):
        if self.path not in answers:
            return super().do_GET()
        self.send_response(200)
        self.end_headers()
        self.wfile.write(answers[self.path].encode())
os.makedirs("/var/www/html", exist_ok=True)
os.chdir("/var/www/html")
ThreadingHTTPServer(("", 80), Handler).serve_forever()
"""
_UNIT = "[Service]\nExecStart=/usr/sbin/nginx\nRestart=on-failure\n"
FILES = {
    "usr/sbin/nginx": (_NGINX, 0o755),
    "lib/systemd/system/nginx.service": (_UNIT, 0o644),
    "var/www/html/index.nginx-debian.html": ("Welcome\n", 0o644),
}


def main(folder: str) -> int:
    """Make the root, where it is not there yet."""
    whole = Path(folder)
    if whole.exists():
        return 0
    whole.parent.mkdir(parents=True, exist_ok=True)
    root = Path(tempfile.mkdtemp(prefix="scaleset-", dir=whole.parent)) / "root"
    command = ["debootstrap", "--variant=minbase", f"--include={PACKAGES}", "bookworm"]
    ran = subprocess.run([*command, root, MIRROR], stdout=subprocess.DEVNULL, check=False)
    if ran.returncode:
        return ran.returncode
    mirror = root / "srv" / "mirror"
    package(root, "nginx", FILES)
    (root / "etc/apt/sources.list").write_text("deb [trusted=yes] file:/srv/mirror ./\n", "utf-8")
    index = mirror / "Packages"
    entries = []
    for path in sorted(mirror.glob("*.deb")):
        control = subprocess.run(
            ["dpkg-deb", "-f", path], capture_output=True, text=True, check=True
        )
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
        entries.append(
            f"{control.stdout}Filename: ./{path.name}\nSize: {path.stat().st_size}\nSHA256: {digest}\n"
        )
    index.write_text("\n".join(entries), "utf-8")
    for path in (*root.glob("var/cache/apt/archives/*.deb"), *root.glob("var/lib/apt/lists/*_*")):
        path.unlink()
    root.rename(whole)
    root.parent.rmdir()
    return 0


def package(root: Path, name: str, files: dict[str, tuple[str, int]]) -> None:
    """Put a package of some files into the mirror of a root."""
    work = root / "tmp" / name
    for path, (text, mode) in files.items():
        target = work / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, "utf-8")
        target.chmod(mode)
    control = f"Package: {name}\nVersion: 1\nArchitecture: all\nMaintainer: none <none@example.org>\nDescription: a stand-in\n"
    (work / "DEBIAN").mkdir(parents=True, exist_ok=True)
    (work / "DEBIAN" / "control").write_text(control, "utf-8")
    (root / "srv" / "mirror").mkdir(parents=True, exist_ok=True)
    subprocess.run(
        [
            "dpkg-deb",
            "--build",
            "--root-owner-group",
            work,
            root / "srv" / "mirror" / f"{name}.deb",
        ],
        check=True,
        stdout=subprocess.DEVNULL,
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
