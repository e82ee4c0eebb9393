-- Keys that sign exported events (docs/decisions/0012-signatures-and-keys.md): this log's own, and those of another log
-- that are believed because they were the first seen with its id, or because an earlier key endorses them.
create table signing_key (
  log_id      uuid        not null,
  key_id      text        not null,
  ordinal     int         not null,                    -- order of announcement, from 1
  public_key  text        not null,                    -- 32 bytes in base64
  from_pos    bigint      not null,                    -- from here on every exported event is signed
  endorsed_by text,
  endorsement text,
  ring_key_id text,                                    -- of this log's newest key: the private half, wrapped under the ring;
  wrapped     bytea,                                   -- those of earlier keys are destroyed
  created_at  timestamptz not null,
  primary key (log_id, key_id),
  unique (log_id, ordinal),
  check ((ring_key_id is null) = (wrapped is null))
);

-- Under which key of the ring the owner of a secret last published its data key: null when never. A key that was wrapped
-- anew since has to be published again.
alter table secret_key add column published_ring_key_id text;
