-- Finding events by what they are about and by who caused them, without reading the whole log.
create index event_by_stream on event (stream_id, pos);
create index event_by_actor on event ((meta ->> 'actor'), pos);
create index stream_by_mesh on stream (mesh, type);
create index stream_by_name on stream (name);

-- What was refused, which tokens were issued, which secrets were read. Nothing here ever feeds the fold, and the oldest
-- entries go. No secret, token or body is ever in it.
create table audit (
  id          bigint      generated always as identity primary key,
  recorded_at timestamptz not null,
  kind        text        not null check (kind in ('REFUSED', 'TOKEN_ISSUED', 'SECRET_READ')),
  actor       text        not null,
  token_id    text,                                    -- of the token the caller used
  request_id  text        not null,
  trace       text,
  client      text        not null,                    -- address of the TCP peer
  method      text        not null,
  path        text        not null,                    -- without the query
  status      int         not null,
  detail      text        not null,                    -- e.g. title of the refusal, for whom a token is
  times       int         not null check (times >= 1)  -- equal refusals that came together are one entry
);
create index audit_by_actor on audit (actor, id);
create index audit_by_kind on audit (kind, id);
create index audit_by_time on audit (recorded_at);
