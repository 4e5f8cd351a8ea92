#!/usr/bin/env bash
# Starts an image as Compose would, within 512 MB and with nothing to write to but its volume, waits until it is healthy, signs
# somebody up and in, and ends it gently: bash deploy/docker/try-image.sh IMAGE
set -euo pipefail
image=${1:?Usage: bash deploy/docker/try-image.sh IMAGE}
folder=$(mktemp -d)
name=portress-trial-$$
end() {
  docker rm --force "$name" >/dev/null 2>&1 || true
  docker volume rm "$name" >/dev/null 2>&1 || true
  rm -rf "$folder"
}
trap end EXIT

echo '── settings, by the image itself'
docker run --rm --user "$(id -u):$(id -g)" -v "$folder:/work" "$image" \
  init --dir /work --public-url http://localhost:8000 --mail off >/dev/null
[ "$(stat -c %a "$folder/.env")" = 600 ]

echo '── healthy, within 512 MB, with nothing to write to but its volume'
docker run --detach --name "$name" --env-file "$folder/.env" --volume "$name:/data" --publish 127.0.0.1::8000 \
  --memory 512m --pids-limit 200 --read-only --tmpfs /tmp --cap-drop ALL --security-opt no-new-privileges "$image" >/dev/null
for _ in $(seq 60); do
  health=$(docker inspect --format '{{.State.Health.Status}}' "$name")
  [ "$health" = healthy ] && break
  sleep 1
done
[ "$health" = healthy ] || { docker logs "$name"; exit 1; }
address=http://$(docker port "$name" 8000/tcp | head -1)

echo '── a page, the guides, somebody signed up and in, an administrator by the command line'
ask() { curl --silent --show-error --fail --output /dev/null --header 'Content-Type: application/json' "$@"; }
ask "$address/"
ask "$address/api/auth/sign-up" --data '{"email":"ada@example.com","password":"a door that opens"}'
ask "$address/api/auth/sign-in" --data '{"login":"ada@example.com","password":"a door that opens"}'
printf 'a door that opens' | docker exec --interactive "$name" portress admin create --email admin@example.com
docker exec "$name" portress accounts list --json | grep -q '"total":2'
[ "$(docker exec "$name" stat -c '%a %u' /data)" = '700 1000' ]

echo '── stops by itself, with what it was told on disk'
docker stop --time 45 "$name" >/dev/null
[ "$(docker inspect --format '{{.State.ExitCode}} {{.State.OOMKilled}}' "$name")" = '0 false' ]
docker start "$name" >/dev/null
for _ in $(seq 60); do docker exec "$name" node /app/deploy/docker/health.mjs 2>/dev/null && break; sleep 1; done
docker exec "$name" portress accounts list --json | grep -q '"total":2'
echo "$image works."
