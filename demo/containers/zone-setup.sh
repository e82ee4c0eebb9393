#!/bin/sh
# Runs beside a zone's control plane, in its network: localhost is admin there. Leaves for the zone's proxies, in /zone, the
# certificate to expect and their tokens, and nothing else of the control plane's folder, which holds its private key.
set -eu
api=http://127.0.0.1:5681
keep() { # name
  install -m 0444 "/cp/$1" "/zone/$1"
}
token() { # name path body
  until curl -fsS -X POST -H 'content-type: application/json' "$api/tokens/$2" -d "$3" -o "/zone/$1.part"; do sleep 1; done
  chmod 0444 "/zone/$1.part"
  mv "/zone/$1.part" "/zone/$1"
}
keep kuma-cp.crt
token dataplane dataplane '{"mesh":"default"}'
token ingress zone "{\"zone\":\"$KUMA_MULTIZONE_ZONE_NAME\",\"scope\":[\"ingress\"]}"
