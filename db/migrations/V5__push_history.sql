-- What each proxy was told. Facts beside proxy_status, never log events; bounded by count and age.
create table push (
  id         bigint      generated always as identity primary key,
  proxy      text        not null,                     -- <kind>/<mesh>/<name>, as in proxy_status
  session    text        not null,                     -- one stream of the proxy
  number     int         not null check (number >= 1), -- dense within the session
  replica    text        not null,
  pos        bigint      not null,                     -- head of the image it was made from
  since      bigint      not null,                     -- first position whose changes it answers; before pos: several together
  generator  text        not null,
  whole      boolean     not null,                     -- resources holds all of them, else what differs from the row before
  resources  text        not null,                     -- JSON: {type: {name: hash, null when gone}}
  node       text,                                     -- JSON: what the proxy told of itself; on whole rows
  outside    text,                                     -- JSON: inputs that no log holds; null: as on the row before
  missed     int         not null default 0,           -- pushes before this one that could not be recorded
  outcome    text        not null check (outcome in ('SENT', 'ACKED', 'NACKED', 'SUPERSEDED', 'UNCHANGED')),
  reason     text,
  pushed_at  timestamptz not null,
  decided_at timestamptz,
  unique (session, number)
);
create index push_by_proxy on push (proxy, id);
create index push_by_age on push (pushed_at);
