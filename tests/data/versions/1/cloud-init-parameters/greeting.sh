#!/bin/sh
# Runs once, after the packages are installed.
echo "This instance passes requests on to @BACKEND@" >/etc/motd
