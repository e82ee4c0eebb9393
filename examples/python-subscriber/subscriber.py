#!/usr/bin/env python3
"""Keeps a copy of one channel of a Meshlog federation in an SQLite file, exactly once.

Uses the contract (docs/events.md), a public Kafka client and nothing of Meshlog's code. Each change
and the position after it are one transaction of the file, so a restart loses and repeats nothing.
"""

import argparse
import json
import signal
import sqlite3
import sys

from confluent_kafka import OFFSET_BEGINNING, Consumer, KafkaError, KafkaException, TopicPartition

from meshlog_events import (
    EPOCH_STARTED,
    NO_HASH,
    SIGNING_KEYS,
    Record,
    Refused,
    UnknownKey,
    content_hash,
    state_hash,
)

TABLES = """
create table if not exists resource (
  key text primary key, epoch integer, seq integer, hash text, payload text);
create table if not exists position (
  only integer primary key check (only = 1), log_id text, epoch integer, seq integer,
  hash text, cluster text, next_offset integer);
"""


class Gap(Exception):
    """The log cannot be followed on; the state must be read."""


class Kafka:
    """Committed records of topics with one partition; no group, no offsets kept at the broker."""

    def __init__(self, bootstrap):
        self.config = {
            "bootstrap.servers": bootstrap,
            "group.id": "none",
            "enable.auto.commit": False,
            "auto.offset.reset": "error",
            "isolation.level": "read_committed",
            "enable.partition.eof": True,
            "allow.auto.create.topics": False,
        }

    def open(self, topic, offset):
        consumer = Consumer(self.config)
        consumer.assign([TopicPartition(topic, 0, offset)])
        return consumer

    def cluster_and_end(self, topic):
        consumer = Consumer(self.config)
        try:
            found = consumer.list_topics(topic, timeout=15)
            if found.topics[topic].error is not None:
                raise SystemExit(f"there is no topic {topic}")
            _, end = consumer.get_watermark_offsets(TopicPartition(topic, 0), timeout=15)
            return found.cluster_id, end
        finally:
            consumer.close()

    def read_all(self, topic):
        """Every record from the start to the present end."""
        consumer = self.open(topic, OFFSET_BEGINNING)
        try:
            while (message := consumer.poll(60)) is not None:
                if message.error() is None:
                    yield message
                elif message.error().code() == KafkaError._PARTITION_EOF:
                    return
                else:
                    raise KafkaException(message.error())
            raise SystemExit(f"no answer from Kafka about {topic}")
        finally:
            consumer.close()


def headers_of(message):
    return {name: value.decode() for name, value in message.headers() or [] if value is not None}


def record_of(message):
    return Record((message.key() or b"").decode(), message.value(), headers_of(message))


def verify(record, keys):
    if record.log_id not in keys:
        raise UnknownKey(f"of log {record.log_id}, whose keys nobody publishes")
    record.verify(keys[record.log_id])


class Copy:
    """The channel as the file holds it."""

    def __init__(self, path):
        self.file = sqlite3.connect(path, isolation_level=None)
        self.file.row_factory = sqlite3.Row
        self.file.executescript(TABLES)

    def position(self):
        return self.file.execute("select * from position").fetchone()

    def hashes(self):
        return {row["key"]: int(row["hash"], 16) for row in self.file.execute("select * from resource")}

    def store(self, events, removed, place, cluster, next_offset):
        """The effect of events and the position after them, in one transaction."""
        self.file.execute("begin immediate")
        for event in events:
            if event.is_deletion:
                removed = [*removed, event.key]
            elif event.type != EPOCH_STARTED:
                payload = event.payload.decode()
                self.file.execute(
                    "insert or replace into resource values (?, ?, ?, ?, ?)",
                    (event.key, event.epoch, event.seq, f"{content_hash(event.key, payload):x}", payload),
                )
        self.file.executemany("delete from resource where key = ?", [(key,) for key in removed])
        self.file.execute(
            "insert or replace into position values (1, ?, ?, ?, ?, ?, ?)",
            (place.log_id, place.epoch, place.seq, place.hash, cluster, next_offset),
        )
        self.file.execute("commit")


class Subscriber:
    def __init__(self, kafka, channel, copy, verify):
        self.kafka = kafka
        self.channel = channel
        self.log = f"meshlog.v1.{channel}.log"
        self.state = f"meshlog.v1.{channel}.state"
        self.copy = copy
        self.verify = verify
        self.keys = None
        self.last_checkpoint = None
        self.stopping = False

    def say(self, what, where, about, more=""):
        print(f"{what:<10} {where:>8}  {about} {more}".rstrip(), flush=True)

    def published_keys(self):
        """By log: Global's keys as it announces them, each zone's as Global signs them in its Zone."""
        keys = {}
        for message in self.kafka.read_all("meshlog.v1.global.keys.state"):
            headers = headers_of(message)
            if headers.get("ce_type") == SIGNING_KEYS:
                keys[headers["ce_mllogid"]] = json.loads(message.value())["keys"]
        zones = {}
        for message in self.kafka.read_all("meshlog.v1.global.policy.state"):
            if (message.key() or b"").startswith(b"Zone/"):
                try:
                    record = record_of(message)
                    verify(record, keys)
                    zones[record.key] = {} if record.is_deletion else json.loads(record.payload)["spec"]
                except Refused as why:
                    self.say("refused", "-", message.key().decode(), why)
        for zone in zones.values():
            if "logId" in zone:
                keys[zone["logId"]] = zone.get("signingKeys", [])
        return keys

    def check(self, record):
        """Refuses what is not signed as it should be. Keys that are not known may be new."""
        if self.keys is None:
            self.keys = self.published_keys()
        try:
            verify(record, self.keys)
        except UnknownKey:
            self.keys = self.published_keys()
            verify(record, self.keys)

    def believed(self, message):
        """The record, or None when it is not to be used."""
        try:
            record = record_of(message)
            if record.channel != self.channel:
                raise Refused(f"an event of {record.channel}")
            if self.verify:
                self.check(record)
            return record
        except Refused as why:
            self.say("refused", "-", (message.key() or b"").decode(), why)
            return None

    def read_state(self):
        """Brings the copy to what the state topic says, as a difference; nothing is deleted first."""
        cluster, noted = self.kafka.cluster_and_end(self.log)
        newest, checkpoint, last = {}, None, None
        for message in self.kafka.read_all(self.state):
            record = self.believed(message)
            if record is None:
                continue
            if last is None or record.place >= last.place:
                last = record
            if record.is_checkpoint:
                checkpoint = record
            elif record.type != EPOCH_STARTED:
                newest[record.key] = record
        before = self.copy.position()
        if last is None or before and last.place < (before["epoch"], before["seq"]):
            return noted  # nothing there yet, or less than we have
        live = {k: r for k, r in newest.items() if r.log_id == last.log_id and not r.is_deletion}
        hashes = {k: content_hash(k, r.payload.decode()) for k, r in live.items()}
        held = self.copy.hashes()
        changed = [live[key] for key in live if hashes[key] != held.get(key)]
        # A topic that is being filled again lacks what is still to come: only its owner's word, or a tombstone, counts.
        agreed = checkpoint is not None and checkpoint.place == last.place and (
            state_hash(hashes.values()) == json.loads(checkpoint.value)["stateHash"]
        )
        gone = [key for key in held if key not in live and (agreed or key in newest)]
        for record in changed:
            self.say("put", f"{record.epoch}:{record.seq}", record.key, record.payload.decode())
        for key in gone:
            self.say("deleted", "-", key)
        self.copy.store(changed, gone, last, cluster, noted)
        self.say("synced", f"{last.epoch}:{last.seq}", "the state was read")
        if checkpoint is not None and checkpoint.place == last.place:
            self.compare(checkpoint)
        return noted

    def compare(self, checkpoint):
        ours = state_hash(self.copy.hashes().values())
        agrees = ours == json.loads(checkpoint.value)["stateHash"]
        said = (f"{checkpoint.epoch}:{checkpoint.seq}", "as told" if agrees else "NOT as told")
        if said != self.last_checkpoint:  # an idle owner repeats it
            self.say("checkpoint", *said)
            self.last_checkpoint = said
        return agrees

    def take(self, record, cluster, next_offset):
        at = self.copy.position()
        here = (at["log_id"], at["epoch"], at["seq"]) if at else (record.log_id, 1, 0)
        log_id, epoch, seq = here
        if record.log_id != log_id and not (record.type == EPOCH_STARTED and record.epoch > epoch):
            self.say("refused", "-", record.key, f"of log {record.log_id}, not {log_id}")
            return
        if record.is_checkpoint:
            if record.place > (epoch, seq):
                raise Gap(f"the checkpoint at {record.seq} came before the events up to it")
            if record.place == (epoch, seq) and not self.compare(record):
                raise Gap("the state differs from its owner's")
            return
        if record.place <= (epoch, seq):
            return  # a duplicate
        if record.epoch > epoch:
            raise Gap(f"epoch {record.epoch} began")
        if record.seq != seq + 1:
            raise Gap(f"event {record.seq} came where {seq + 1} was due")
        if record.previous != (at["hash"] if at else NO_HASH):
            raise Gap(f"event {record.seq} does not follow from the one before it")
        self.copy.store([record], [], record, cluster, next_offset)
        what = "deleted" if record.is_deletion else "put"
        more = "" if record.is_deletion else record.payload.decode()
        self.say(what, f"{record.epoch}:{record.seq}", record.key, more)

    def run(self, until_caught_up):
        cluster, _ = self.kafka.cluster_and_end(self.log)
        at = self.copy.position()
        if at is None:
            offset = self.read_state()
        else:
            offset = at["next_offset"] if at["cluster"] == cluster else OFFSET_BEGINNING
        while True:
            consumer = self.kafka.open(self.log, offset)
            try:
                self.follow(consumer, cluster, until_caught_up)
                return
            except Gap as why:
                self.say("gap", "-", why)
            finally:
                consumer.close()
            offset = self.read_state()

    def follow(self, consumer, cluster, until_caught_up):
        while not self.stopping:
            message = consumer.poll(1)
            if message is None:
                continue
            error = message.error()
            if error is None:
                record = self.believed(message)
                if record is not None:
                    self.take(record, cluster, message.offset() + 1)
            elif error.code() == KafkaError._PARTITION_EOF:
                if until_caught_up:
                    return
            elif error.code() in (KafkaError._AUTO_OFFSET_RESET, KafkaError.OFFSET_OUT_OF_RANGE):
                raise Gap("the log does not reach back to where we were")
            elif error.fatal():
                raise KafkaException(error)
            else:
                self.say("waiting", "-", error.str())


def main():
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--bootstrap", default="127.0.0.1:5692", help="the federation's Kafka; the demo's by default")
    options.add_argument("--channel", default="global.policy")
    options.add_argument("--file", default="channel.sqlite", help="where the copy is kept")
    options.add_argument("--verify", action="store_true", help="refuse what is not signed by the published keys")
    options.add_argument("--until-caught-up", action="store_true", help="end when nothing is left to read")
    chosen = options.parse_args()
    subscriber = Subscriber(Kafka(chosen.bootstrap), chosen.channel, Copy(chosen.file), chosen.verify)

    def stop(*_):
        subscriber.stopping = True

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    subscriber.run(chosen.until_caught_up)


if __name__ == "__main__":
    sys.exit(main())
