#!/bin/sh
# Runs beside Global, in its network: localhost is admin there. Switches mTLS on and lets everybody call everybody.
set -eu
api=http://127.0.0.1:5681
until curl -fsS "$api/meshes/default" >/dev/null; do sleep 1; done
curl -fsS -X PUT -H 'content-type: application/json' "$api/meshes/default" -d '
 {"type":"Mesh","name":"default","mtls":{"enabledBackend":"ca-1","backends":[{"name":"ca-1","type":"builtin"}]}}'
curl -fsS -X PUT -H 'content-type: application/json' "$api/meshes/default/meshtrafficpermissions/allow-all" -d '
 {"type":"MeshTrafficPermission","mesh":"default","name":"allow-all","spec":{"targetRef":{"kind":"Mesh"},
  "from":[{"targetRef":{"kind":"Mesh"},"default":{"action":"Allow"}}]}}'
