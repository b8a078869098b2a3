#!/bin/bash
# Mounts the share at /mnt/share, now and after each restart.
set -euo pipefail

apt-get -o DPkg::Lock::Timeout=300 update
apt-get -o DPkg::Lock::Timeout=300 install -y nfs-common nginx
mkdir -p /mnt/share
grep -q " /mnt/share " /etc/fstab ||
  echo "$ACCOUNT.file.$SUFFIX:/$ACCOUNT/$SHARE /mnt/share nfs vers=4,minorversion=1,sec=sys,nconnect=4,_netdev 0 0" >>/etc/fstab
mountpoint -q /mnt/share || mount /mnt/share
