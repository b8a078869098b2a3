#!/bin/bash
# Formats the data disk, then installs nginx with a page that answers the health check.
set -euo pipefail

disk=$(readlink -f /dev/disk/azure/scsi1/lun0)
blkid "$disk" >/dev/null || mkfs.ext4 -q "$disk"
mkdir -p /srv/shop
mountpoint -q /srv/shop || mount "$disk" /srv/shop

export DEBIAN_FRONTEND=noninteractive
apt-get -o DPkg::Lock::Timeout=300 update -q
apt-get -o DPkg::Lock::Timeout=300 install -qy nginx
mkdir -p /var/www/html
echo '{"ApplicationHealthState": "Healthy"}' >/var/www/html/healthz
systemctl enable --now nginx
