-- Several processes of one control plane on this database.

-- Those that are alive, each by a lease of its own. A row goes when the process ends or another cleared up after it.
create table replica (
  id         text        primary key,
  started_at timestamptz not null,
  expires_at timestamptz not null                      -- by the database's clock
);

-- A proxy's sessions are numbered here, so that replicas' clocks need not agree.
create sequence proxy_session;
update proxy_status set session_no = 0;
create index proxy_status_by_replica on proxy_status (replica);

-- What each replica knows to be wrong with the sync at this moment; goes with the replica.
create table sync_problem (
  replica text        not null references replica (id) on delete cascade,
  part    text        not null,
  code    text        not null,
  detail  text        not null,
  since   timestamptz not null,
  primary key (replica, part)
);

-- The newest checkpoint of the owner that was compared with what is held here.
alter table import_cursor
  add column checked_epoch int,
  add column checked_seq   bigint,
  add column state_equal   boolean;
