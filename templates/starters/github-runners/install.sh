#!/bin/bash
# Registers a runner under the name of the instance, and starts it as a service.
set -euo pipefail

useradd --create-home runner 2>/dev/null || true
install -d -o runner /opt/runner
cd /opt/runner
curl -fsSL "https://github.com/actions/runner/releases/download/v${RUNNER_VERSION}/actions-runner-linux-x64-${RUNNER_VERSION}.tar.gz" | tar xz
./bin/installdependencies.sh
chown -R runner /opt/runner
if [ ! -e .runner ]; then
  sudo -u runner ./config.sh --unattended --replace --url "$RUNNER_URL" --token "$RUNNER_TOKEN" --name "$(hostname)"
  ./svc.sh install runner
fi
./svc.sh start
