#!/bin/bash
set -euo pipefail

cloud-init status --wait >/dev/null || true
echo "ok" >/var/www/html/healthz
systemctl enable --now nginx
