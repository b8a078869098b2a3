#!/bin/bash
# Installs nginx and a page that answers the health check. It may run again: keep it idempotent.
set -euo pipefail

export DEBIAN_FRONTEND=noninteractive
apt-get -o DPkg::Lock::Timeout=300 update
apt-get -o DPkg::Lock::Timeout=300 install --yes nginx

echo "ok" >/var/www/html/healthz
systemctl enable --now nginx
