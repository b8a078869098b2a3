#!/bin/bash
# Puts the application in its place and starts it anew: runs again whenever a file of it changes.
set -euo pipefail

id web >/dev/null 2>&1 || useradd --system --no-create-home --shell /usr/sbin/nologin web
rm -rf /opt/web
cp -r app /opt/web
chmod -R a+rX /opt/web

mkdir -p /etc/web
(umask 077 && printf %s "$TOKEN" >/etc/web/token)

cp /opt/web/web.service /etc/systemd/system/web.service
systemctl daemon-reload
systemctl enable web
systemctl restart web
