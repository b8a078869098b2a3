#!/bin/bash
# Installs the service as a systemd unit. It may run again: keep it idempotent.
set -euo pipefail

install -d /opt/orders
cat >/opt/orders/server.py <<'PYTHON'
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200 if self.path == "/healthz" else 404)
        self.end_headers()


ThreadingHTTPServer(("", 8080), Handler).serve_forever()
PYTHON

cat >/etc/systemd/system/orders.service <<'UNIT'
[Unit]
Description=Orders

[Service]
ExecStart=/usr/bin/python3 /opt/orders/server.py
DynamicUser=true
Restart=always

[Install]
WantedBy=multi-user.target
UNIT

systemctl daemon-reload
systemctl enable orders
systemctl restart orders
