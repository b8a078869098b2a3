#!/bin/bash
# Starts the container, or replaces it by one of the image that the template names: IMAGE is in its environment.
set -euo pipefail

docker pull "$IMAGE"
docker rm --force application 2>/dev/null || true
docker run --detach --name application --restart always --publish 80:80 "$IMAGE"
