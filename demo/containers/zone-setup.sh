#!/bin/sh
# Runs beside a zone's control plane, in its network: localhost is admin there. Puts the proxies' tokens where they look.
set -eu
api=http://127.0.0.1:5681
token() { # path body file
  until curl -fsS -X POST -H 'content-type: application/json' "$api/tokens/$1" -d "$2" -o "/tokens/$3.part"; do sleep 1; done
  mv "/tokens/$3.part" "/tokens/$3"
}
token dataplane '{"mesh":"default"}' dataplane
token zone "{\"zone\":\"$KUMA_MULTIZONE_ZONE_NAME\",\"scope\":[\"ingress\"]}" ingress
