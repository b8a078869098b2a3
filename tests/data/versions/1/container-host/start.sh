#!/bin/bash
# Starts the container, or replaces it by one of the image that the template names.
set -euo pipefail

cloud-init status --wait >/dev/null || true
docker pull "@IMAGE@"
docker rm --force application 2>/dev/null || true
docker run --detach --name application --restart always --publish 80:80 "@IMAGE@"
