#!/bin/bash
# Starts the containers anew: runs again whenever a file of the folder changes.
set -euo pipefail

rm -rf /opt/web
cp -r web /opt/web
(umask 077 && printf %s "$TOKEN" >/opt/web/token)

cd /opt/web
docker compose pull --quiet
docker compose up --detach --force-recreate --remove-orphans --wait
