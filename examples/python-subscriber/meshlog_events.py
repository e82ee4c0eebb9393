"""What a record of Meshlog's event topics says, by the contract alone (docs/events.md).

Knows no Kafka client: a record is its key, its value and its headers.
"""

import base64
import hashlib
import json
import re

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

CHECKPOINT = "io.meshlog.log.checkpoint.v1"
EPOCH_STARTED = "io.meshlog.log.epochstarted.v1"
SIGNING_KEYS = "io.meshlog.log.signingkeys.v1"
DERIVED_LABELS = ("kuma.io/origin", "kuma.io/zone", "kuma.io/display-name")
NO_HASH = "0" * 64


class Refused(Exception):
    """The record is not to be used; the message says why."""


class UnknownKey(Refused):
    """Signed by a key that was perhaps announced since the keys were read."""


def framed(*fields):
    """Each field after its length: 4 bytes, big endian. Numbers have 8 bytes, text is UTF-8."""
    out = bytearray()
    for field in fields:
        if isinstance(field, int):
            field = field.to_bytes(8, "big", signed=True)
        elif isinstance(field, str):
            field = field.encode()
        out += len(field).to_bytes(4, "big") + field
    return bytes(out)


class Record:
    """A record of a `log` or `state` topic: an event or a checkpoint."""

    def __init__(self, key, value, headers):
        self.key = key
        self.value = value
        self.headers = headers
        self.type = self._need("ce_type")
        self.channel = self._need("ce_mlchannel")
        self.log_id = self._need("ce_mllogid")
        self.epoch = int(self._need("ce_mlepoch"))
        self.pos = int(self._need("ce_mlpos"))
        self.seq = int(self._need("ce_mlseq"))
        self.hash = self._need("ce_mlhash")
        self.previous = self.hash if self.is_checkpoint else self._need("ce_mlprevhash")
        if not self.is_checkpoint and self.hash != self.computed_hash():
            raise Refused(f"the content of {key} is not what its hash says")

    def _need(self, name):
        if name not in self.headers:
            raise Refused(f"no header {name}")
        return self.headers[name]

    @property
    def place(self):
        return (self.epoch, self.seq)

    @property
    def is_checkpoint(self):
        return self.type == CHECKPOINT

    @property
    def is_deletion(self):
        return self.type.endswith(".deleted.v1")

    @property
    def payload(self):
        """The value; that of a tombstone is the deletion it stands for."""
        return b"{}" if self.value is None else self.value

    def _link(self):
        content = hashlib.sha256(self.payload).digest()
        return (
            bytes.fromhex(self.previous),
            self.log_id,
            self.channel,
            self.epoch,
            self.pos,
            self.seq,
            self.type,
            self.key,
            content,
        )

    def computed_hash(self):
        return hashlib.sha256(framed(*self._link())).hexdigest()

    def verify(self, keys):
        """Refuses what none of the log's keys signed; `keys` as they are announced."""
        key_id = self.headers.get("ce_mlkeyid")
        if key_id is None:
            if any(self.pos >= key["fromPos"] for key in keys):
                raise Refused("not signed, though its log signs")
            return
        for key in keys:
            if key["id"] == key_id:
                public = base64.b64decode(key["publicKey"])
                signature = base64.b64decode(self._need("ce_mlsig"))
                signed = framed("meshlog record signature v1", *self._link())
                try:
                    Ed25519PublicKey.from_public_bytes(public).verify(signature, signed)
                    return
                except InvalidSignature:
                    raise Refused(f"the signature is not that of key {key_id}") from None
        raise UnknownKey(f"signed by key {key_id}, which is not known")


def content_hash(key, payload):
    """One resource's part of a channel's state hash, a number."""
    root = json.loads(payload, parse_int=_Number, parse_float=_Number)
    for label in DERIVED_LABELS:
        root.get("labels", {}).pop(label, None)
    return int.from_bytes(hashlib.sha256(framed(key, _text(root))).digest(), "big")


def state_hash(content_hashes):
    return f"{sum(content_hashes) % 2**256:064x}"


class _Number(str):
    """A number as it was written."""


def _text(node):
    if isinstance(node, dict):
        return "{" + ",".join(f"{_text(k)}:{_text(v)}" for k, v in node.items()) + "}"
    if isinstance(node, list):
        return "[" + ",".join(map(_text, node)) + "]"
    if isinstance(node, _Number):
        return str(node)
    text = json.dumps(node, ensure_ascii=False)
    return re.sub(r"\\u00[01][0-9a-f]", lambda escape: "\\u" + escape[0][2:].upper(), text)
