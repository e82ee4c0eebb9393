"""The golden records of the contract, read with what is here."""

import json
import pathlib
import unittest

from meshlog_events import Record, Refused, content_hash, state_hash

RECORDS = (
    pathlib.Path(__file__).parents[2] / "kafka-events" / "src" / "test" / "resources" / "golden" / "record"
)
# The first test vector of RFC 8032, whose private half everybody has.
KEYS = [
    {"id": "21fe31dfa154a261", "publicKey": "11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=", "fromPos": 1}
]


def golden(name):
    return json.loads((RECORDS / f"{name}.json").read_text())


def record(name, **changed):
    raw = golden(name) | changed
    value = raw["value"]
    return Record(raw["key"], None if value is None else value.encode(), raw["headers"])


class GoldenRecords(unittest.TestCase):
    def test_every_event_has_the_hash_that_it_says(self):
        names = [file.stem for file in RECORDS.glob("event-*.json")]
        self.assertGreater(len(names), 5)
        for name in names:
            with self.subTest(name):
                self.assertEqual(7, record(name).seq)

    def test_a_tombstone_is_the_deletion_it_stands_for(self):
        self.assertIsNone(record("event-deleted-state").value)
        self.assertEqual(record("event-deleted-log").hash, record("event-deleted-state").hash)
        self.assertTrue(record("event-deleted-state").is_deletion)

    def test_content_that_its_hash_does_not_cover_is_refused(self):
        with self.assertRaises(Refused):
            record("event-upserted-log", value='{"labels":{},"spec":{}}')

    def test_every_signature_is_its_keys(self):
        names = [file.stem for file in RECORDS.glob("*signed*.json") if not file.stem.startswith("key-")]
        self.assertGreater(len(names), 2)
        for name in names:
            with self.subTest(name):
                record(name).verify(KEYS)

    def test_a_signature_of_something_else_is_refused(self):
        signed = golden("checkpoint-signed")
        other = golden("event-signed-log")["headers"]["ce_mlsig"]
        for headers in (
            signed["headers"] | {"ce_mlsig": other},
            signed["headers"] | {"ce_mlseq": "8"},
            signed["headers"] | {"ce_mlkeyid": "0000000000000000"},
            {k: v for k, v in signed["headers"].items() if k != "ce_mlkeyid"},
        ):
            with self.subTest(headers), self.assertRaises(Refused):
                record("checkpoint-signed", headers=headers).verify(KEYS)

    def test_labels_that_follow_from_the_key_are_not_in_the_state_hash(self):
        key = "Mesh/-/global/m1"
        bare = content_hash(key, '{"labels":{"a":"b"},"spec":{"x":1.50}}')
        copied = content_hash(key, '{"labels":{"a":"b","kuma.io/origin":"global"},"spec":{"x":1.50}}')
        self.assertEqual(bare, copied)
        self.assertNotEqual(bare, content_hash(key, '{"labels":{"a":"b"},"spec":{"x":1.5}}'))
        self.assertEqual("0" * 64, state_hash([]))


if __name__ == "__main__":
    unittest.main()
