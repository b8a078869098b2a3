#!/bin/bash
# What jobs need beside the agent.
set -euo pipefail

apt-get -o DPkg::Lock::Timeout=300 update
apt-get -o DPkg::Lock::Timeout=300 install -y git docker.io
