-- The schema of one control plane's log. Decisions: docs/architecture.md; times are UTC, hashes SHA-256.

-- One row: which log this is and where it stands. Written only under the log's advisory lock.
create table log_meta (
  single           boolean     primary key default true check (single),
  log_id           uuid        not null,
  owner            text        not null,               -- 'global' or 'zone:<name>'
  epoch            int         not null check (epoch >= 1),
  head_pos         bigint      not null check (head_pos >= 0),
  head_hash        bytea       not null,
  last_recorded_at timestamptz not null,
  floor_pos        bigint      not null default 0,     -- states before this position can no longer be told
  signing_key_id   text,                               -- reserved: signatures of exported events
  signing_public   bytea
);

-- One row per resource that ever was. stream_id is the position of its first event.
create table stream (
  stream_id bigint  primary key,
  type      text    not null,
  mesh      text    not null,                          -- '' for types of global scope
  origin    text    not null,
  name      text    not null,
  version   bigint  not null check (version >= 1),
  last_pos  bigint  not null,
  deleted   boolean not null,
  source_epoch int,                                    -- of a copy: where its newest event stands in its owner's log
  source_pos   bigint,
  unique (type, mesh, origin, name)
);
create index stream_live_by_mesh on stream (mesh, type) where not deleted;

-- The log. Nothing in it ever changes; not partitioned, because a partitioned table could not hold its constraints.
create table event (
  pos              bigint      primary key check (pos >= 1),
  epoch            int         not null,
  stream_id        bigint,                             -- null: about the log itself
  stream_version   bigint      not null,
  event_id         uuid        not null unique,        -- version 7
  type             text        not null,               -- CloudEvents type
  schema_version   int         not null,
  payload          json        not null,               -- json keeps the canonical text as it is, jsonb would not
  payload_sha256   bytea       not null,
  meta             json        not null,               -- actor, token id, request id, trace
  recorded_at      timestamptz not null,               -- never goes backwards; no order depends on it
  origin_log_id    uuid,                               -- origin_*: where an imported event came from
  origin_epoch     int,
  origin_pos       bigint,
  origin_channel   text,
  origin_seq       bigint,
  origin_key_id    text,
  origin_sig       bytea,
  channel          text,                               -- null: stays in this log
  export_seq       bigint,                             -- dense within (epoch, channel)
  export_prev_hash bytea,
  export_hash      bytea,
  export_key_id    text,                               -- reserved: signature of the exported event
  export_sig       bytea,
  prev_hash        bytea       not null,
  hash             bytea       not null,
  unique (stream_id, stream_version),
  unique (epoch, channel, export_seq),
  check ((channel is null) = (export_seq is null)),
  check ((channel is null) = (export_hash is null)),
  check ((origin_log_id is null) = (origin_seq is null))
);
create index event_by_channel on event (channel, export_seq) where channel is not null;

-- Retention will replace this function by one that lets a prefix below log_meta.floor_pos go.
create function reject_change_of_event() returns trigger language plpgsql as $$
begin
  raise exception 'the event log is immutable: % rejected', tg_op using errcode = 'restrict_violation';
end $$;
create trigger event_is_immutable before update or delete on event
  for each row execute function reject_change_of_event();
create trigger event_is_never_truncated before truncate on event
  for each statement execute function reject_change_of_event();

-- The live state, written with the events that make it: equal to the fold of the log at log_meta.head_pos.
create table resource_current (
  stream_id bigint primary key,
  payload   json   not null,                           -- canonical text of the newest event; cast to jsonb to query it
  version   bigint not null,
  pos       bigint not null
);

-- What a retry with the same Idempotency-Key is answered.
create table command_dedup (
  key            text        primary key,
  request_hash   text        not null,
  epoch          int         not null,
  pos            bigint      not null,
  stream_version bigint      not null,
  created        boolean     not null,
  changed        boolean     not null,
  expires_at     timestamptz not null
);
create index command_dedup_by_expiry on command_dedup (expires_at);

-- Newest exported event of each channel this log owns.
create table channel_head (
  channel    text   primary key,
  epoch      int    not null,
  export_seq bigint not null,
  hash       bytea  not null
);

-- How far this log has taken in another log's channel; moved in the transaction that appends.
create table import_cursor (
  source_log_id    uuid        not null,
  channel          text        not null,
  epoch            int         not null,
  export_seq       bigint      not null,
  source_hash      bytea       not null,
  source_pos       bigint      not null,
  kafka_cluster_id text,
  topic            text,
  partition_no     int,
  next_offset      bigint,                             -- the first record not yet taken in
  leader_epoch     int,
  updated_at       timestamptz not null,
  primary key (source_log_id, channel)
);

-- How far a channel has been published; may be moved only by the lease term that holds it.
create table publish_cursor (
  channel          text        primary key,
  epoch            int         not null,
  export_seq       bigint      not null,
  hash             bytea       not null,
  kafka_cluster_id text,
  term             bigint      not null,
  updated_at       timestamptz not null
);

-- Roles that one replica at a time plays. A term never returns.
create table role_lease (
  role       text        primary key,
  term       bigint      not null,
  holder     text,
  renewed_at timestamptz not null,
  expires_at timestamptz not null                      -- by the database's clock
);

-- Records from outside that could not be applied; their key keeps its previous good version.
create table quarantine (
  id               bigint      generated always as identity primary key,
  source_log_id    uuid,
  channel          text        not null,
  epoch            int,
  export_seq       bigint,
  source_pos       bigint,
  topic            text,
  partition_no     int,
  record_offset    bigint,
  resource_key     text        not null,
  reason           text        not null,               -- kind, e.g. UNSUPPORTED, INVALID, FORBIDDEN
  detail           text        not null,
  record           bytea,
  headers          json,
  state            text        not null default 'OPEN' check (state in ('OPEN', 'CLEARED')),
  recorded_at      timestamptz not null,
  cleared_at       timestamptz
);
create index quarantine_open on quarantine (channel, resource_key) where state = 'OPEN';

-- The fold at a position, so that start-up and asOf need not begin at position 1.
create table snapshot (
  pos          bigint      not null,
  fold_version int         not null,
  epoch        int         not null,
  state_hash   bytea       not null,
  log_hash     bytea       not null,
  resources    int         not null,
  body         bytea       not null,                   -- gzip of JSON lines
  created_at   timestamptz not null,
  primary key (fold_version, pos)
);

-- Data keys of sealed secrets, wrapped under the federation's key ring. Deleting a row shreds the content everywhere
-- the event is held, so this table is the one place that must not be kept for ever in backups.
create table secret_key (
  key_id      text        primary key,
  type        text        not null,
  mesh        text        not null,
  origin      text        not null,
  name        text        not null,
  ring_key_id text        not null,
  wrapped     bytea       not null,                    -- nonce and ciphertext
  created_at  timestamptz not null
);
create index secret_key_by_resource on secret_key (type, mesh, origin, name);

-- What replicas know of their connected proxies. Facts, never log events.
create table proxy_status (
  proxy       text        primary key,                 -- <kind>/<mesh>/<name>
  replica     text        not null,
  session_no  bigint      not null,
  target_pos  bigint      not null,
  acked_pos   bigint      not null,
  nack_reason text,
  last_seen   timestamptz not null
);

-- Kuma's insights (DataplaneInsight, ZoneIngressInsight, ZoneInsight) and sync status, of this zone and of others.
create table insight (
  type       text        not null,
  mesh       text        not null,
  name       text        not null,
  zone       text        not null,
  body       text        not null,                     -- JSON
  updated_at timestamptz not null,
  primary key (type, mesh, name, zone)
);
