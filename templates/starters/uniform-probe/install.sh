#!/bin/bash
# Installs nginx and a page that answers the health check. It may run again: keep it idempotent.
set -euo pipefail

export DEBIAN_FRONTEND=noninteractive
apt-get update
apt-get install --yes nginx

echo "ok" >/var/www/html/healthz
systemctl enable --now nginx
