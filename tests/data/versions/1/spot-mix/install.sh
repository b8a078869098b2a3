#!/bin/bash
# Formats the scratch disk and starts a worker that answers /healthz on port 8080.
set -euo pipefail

disk=$(readlink -f /dev/disk/azure/scsi1/lun0)
blkid "$disk" >/dev/null || mkfs.ext4 -q "$disk"
mkdir -p /scratch
mountpoint -q /scratch || mount "$disk" /scratch

mkdir -p /srv/worker
echo ok >/srv/worker/healthz
cat >/etc/systemd/system/worker.service <<'UNIT'
[Unit]
After=network-online.target

[Service]
ExecStart=/usr/bin/python3 -m http.server 8080 --directory /srv/worker
Restart=always
DynamicUser=yes

[Install]
WantedBy=multi-user.target
UNIT
systemctl daemon-reload
systemctl enable --now worker.service
