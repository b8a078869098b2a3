"""A real Blob Storage: Azurite, over https, which takes keys, SAS tokens and tokens of an identity."""

from __future__ import annotations

import base64
import datetime
import ipaddress
import json
import os
import shutil
import socket
import ssl
import subprocess
import threading
import time
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING
from urllib.request import urlopen

if TYPE_CHECKING:
    from pathlib import Path

ACCOUNT = "devstoreaccount1"
KEY = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw=="
"""The key of the emulated account, which is the same everywhere."""
NO_AZURITE = (
    "no Azurite; SCALESET_AZURITE names azurite-blob, or PATH holds it (npm install azurite)"
)
NO_CLIENT = "the extra 'azure' is not installed"


def program() -> str | None:
    """Return the program, where there is one."""
    return os.environ.get("SCALESET_AZURITE") or shutil.which("azurite-blob")


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return taken.getsockname()[1]


def certificate(folder: Path) -> tuple[Path, Path]:
    """Write a certificate for 127.0.0.1 that signs itself, and its key."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.datetime.now(datetime.UTC)
    address = x509.IPAddress(ipaddress.ip_address("127.0.0.1"))
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([address]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    plain = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    (folder / "cert.pem").write_bytes(made.public_bytes(pem))
    (folder / "key.pem").write_bytes(key.private_bytes(pem, *plain))
    return folder / "cert.pem", folder / "key.pem"


class Azurite:
    """An Azurite that runs."""

    def __init__(self, port: int, trusted: Path) -> None:
        self.port, self.trusted = port, trusted

    def url(self, port: int | None = None) -> str:
        return f"https://127.0.0.1:{port or self.port}/{ACCOUNT}"

    def connection_string(self, port: int | None = None, key: str = KEY) -> str:
        return f"DefaultEndpointsProtocol=https;AccountName={ACCOUNT};AccountKey={key};BlobEndpoint={self.url(port)};"

    def container(self, name: str):
        """Return a client of a container, which is made where it is not there."""
        from azure.core.exceptions import ResourceExistsError
        from azure.storage.blob import ContainerClient

        text = self.connection_string()
        client = ContainerClient.from_connection_string(text, name, connection_verify=str(self.trusted))  # fmt: skip
        with suppress(ResourceExistsError):
            client.create_container()
        return client

    def sas(self, container: str, hours: float = 1, **may: bool) -> str:
        """Return a SAS token of a container."""
        from azure.storage.blob import ContainerSasPermissions, generate_container_sas

        until = datetime.datetime.now(datetime.UTC) + datetime.timedelta(hours=hours)
        return generate_container_sas(ACCOUNT, container, account_key=KEY, permission=ContainerSasPermissions(**may), expiry=until)  # fmt: skip

    def download(self, url: str) -> bytes:
        with urlopen(url, context=ssl.create_default_context(cafile=self.trusted)) as answer:
            return answer.read()


@contextmanager
def running(folder: Path, *options: str):
    """Run Azurite, with its files in a folder, until this ends."""
    cert, key = certificate(folder)
    port = free_port()
    words = [
        program(), "--disableTelemetry", "--silent", "--skipApiVersionCheck", "--loose", "--blobPort", str(port),
        "--oauth", "basic", "--cert", str(cert), "--key", str(key), *options,
    ]  # fmt: skip
    with subprocess.Popen(words, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as server:  # fmt: skip
        try:
            until = time.monotonic() + 60
            while time.monotonic() < until and server.poll() is None:
                with suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
                    break
                time.sleep(0.05)
            yield Azurite(port, cert)
        finally:
            server.terminate()


class Proxy:
    """Passes bytes on to a port, until it has passed so many of them to it: then it cuts."""

    def __init__(self, port: int, most: int) -> None:
        self.target, self.left = port, most
        self.listening = socket.create_server(("127.0.0.1", 0))
        self.port = self.listening.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                near = self.listening.accept()[0]
                if self.left <= 0:
                    near.close()
                    continue
                far = socket.create_connection(("127.0.0.1", self.target))
                for pair in ((near, far, True), (far, near, False)):
                    threading.Thread(target=self._pass, args=pair, daemon=True).start()

    def _pass(self, near, far, counts) -> None:
        with suppress(OSError):
            while data := near.recv(65536):
                self.left -= len(data) * counts
                if self.left <= 0:
                    break
                far.sendall(data)
        for end in (near, far):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        self.listening.close()


class Identity:
    """Stands for DefaultAzureCredential: gives a token, and remembers what it is asked for."""

    asked: tuple[tuple[str, ...], ...] = ()

    def get_token(self, *scopes: str, **_):
        from azure.core.credentials import AccessToken

        type(self).asked = (*type(self).asked, scopes)
        now = int(time.time())
        said = {"aud": "https://storage.azure.com", "iss": "https://sts.windows.net/ab1f708d-50f6-404c-a006-d71b2ac7a606/", "iat": now - 60, "nbf": now - 60, "exp": now + 3600}  # fmt: skip
        parts = ({"alg": "none"}, said)
        token = ".".join(
            base64.urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=")
            for part in parts
        )
        return AccessToken(f"{token}.c2lnbmF0dXJl", now + 3600)
