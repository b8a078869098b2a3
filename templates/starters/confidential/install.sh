#!/bin/bash
set -euo pipefail

apt-get -o DPkg::Lock::Timeout=300 update
apt-get -o DPkg::Lock::Timeout=300 install -y nginx
systemctl enable --now nginx
