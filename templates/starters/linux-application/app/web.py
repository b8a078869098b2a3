"""A web application that needs nothing but Python: replace it by yours."""

import hmac
import os
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

PAGE = (Path(__file__).parent / "index.html").read_bytes()
TOKEN = (Path(os.environ["CREDENTIALS_DIRECTORY"]) / "token").read_bytes()


class Handler(BaseHTTPRequestHandler):
    """Answers the health probe, the page, and who knows the token."""

    def do_GET(self):
        """Answer a request."""
        if self.path == "/healthz":
            self.answer(200, b"ok\n")
        elif self.path == "/":
            self.answer(200, PAGE, "text/html; charset=utf-8")
        elif self.path == "/private" and self.knows_token():
            self.answer(200, b"welcome\n")
        else:
            self.answer(403 if self.path == "/private" else 404, b"no\n")

    def knows_token(self):
        """Whether a request has the token."""
        given = self.headers.get("Authorization", "").removeprefix("Bearer ")
        return hmac.compare_digest(given.encode(), TOKEN)

    def answer(self, code, body, kind="text/plain"):
        """Send an answer."""
        self.send_response(code)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


if __name__ == "__main__":
    ThreadingHTTPServer(("", int(sys.argv[1])), Handler).serve_forever()
