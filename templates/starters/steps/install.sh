#!/bin/bash
set -euo pipefail

echo "ok" >/var/www/html/healthz
systemctl enable --now nginx
