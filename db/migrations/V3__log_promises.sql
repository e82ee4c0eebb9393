-- What the log promises, kept by the database: nobody changes an event, not even by mistake, and only a prefix that a
-- snapshot covers ever goes. docs/decisions/0011-what-the-database-refuses.md.

-- The prefix that retention took out of event, compacted: of each resource the newest event at or below
-- log_meta.floor_pos, deletions too, and every event about the log itself. The log is this plus event.
create table base_event (
  pos              bigint      primary key,
  created_at       timestamptz not null,               -- when the resource came to be: its first event is gone
  epoch            int         not null,
  stream_id        bigint,
  stream_version   bigint      not null,
  event_id         uuid        not null unique,
  type             text        not null,
  schema_version   int         not null,
  payload          json        not null,
  payload_sha256   bytea       not null,
  meta             json        not null,
  recorded_at      timestamptz not null,
  origin_log_id    uuid,
  origin_epoch     int,
  origin_pos       bigint,
  origin_channel   text,
  origin_seq       bigint,
  origin_key_id    text,
  origin_sig       bytea,
  channel          text,
  export_seq       bigint,
  export_prev_hash bytea,
  export_hash      bytea,
  export_key_id    text,
  export_sig       bytea,
  prev_hash        bytea       not null,
  hash             bytea       not null
);
create index base_event_by_stream on base_event (stream_id);
create index base_event_by_channel on base_event (channel, export_seq) where channel is not null;

-- Every event that is still held, wherever.
create view held_event as
  select pos, epoch, stream_id, stream_version, event_id, type, schema_version, payload, payload_sha256, meta, recorded_at,
    origin_log_id, origin_epoch, origin_pos, origin_channel, origin_seq, origin_key_id, origin_sig,
    channel, export_seq, export_prev_hash, export_hash, export_key_id, export_sig, prev_hash, hash from base_event
  union all
  select pos, epoch, stream_id, stream_version, event_id, type, schema_version, payload, payload_sha256, meta, recorded_at,
    origin_log_id, origin_epoch, origin_pos, origin_channel, origin_seq, origin_key_id, origin_sig,
    channel, export_seq, export_prev_hash, export_hash, export_key_id, export_sig, prev_hash, hash from event;

-- The event at the floor, from which the chain of what is left goes on.
alter table log_meta
  add column floor_epoch       int,
  add column floor_hash        bytea,
  add column floor_recorded_at timestamptz;

-- When its stored form was last read back and had the hash it claims. Retention relies on nothing else.
alter table snapshot add column verified_at timestamptz;

-- Of the payload, which is stored as its event has it.
alter table resource_current add column schema_version int not null default 1;

-- remove_events says by a setting of its transaction how far it goes; no other way leads past this trigger.
create or replace function reject_change_of_event() returns trigger language plpgsql as $$
begin
  if tg_op = 'DELETE' and old.pos <= nullif(current_setting('meshlog.removing', true), '')::bigint
      and old.pos <= (select floor_pos from log_meta) then
    return old;
  end if;
  raise exception 'the event log is immutable: % rejected', tg_op using errcode = 'restrict_violation';
end $$;

create trigger base_event_is_never_truncated before truncate on base_event
  for each statement execute function reject_change_of_event();

create function reject_change_of_floor() returns trigger language plpgsql as $$
begin
  if new.floor_pos is distinct from nullif(current_setting('meshlog.removing', true), '')::bigint
      or new.floor_pos < old.floor_pos then
    raise exception 'the floor of the log moves with retention only: % to % rejected', old.floor_pos, new.floor_pos
      using errcode = 'restrict_violation';
  end if;
  return new;
end $$;
create trigger floor_moves_with_retention before update on log_meta
  for each row when (old.floor_pos is distinct from new.floor_pos) execute function reject_change_of_floor();

-- Which resource a stream is: the events name it by number only.
create function reject_change_of_stream_key() returns trigger language plpgsql as $$
begin
  raise exception 'stream % is %/%/%/% for ever', old.stream_id, old.type, old.mesh, old.origin, old.name
    using errcode = 'restrict_violation';
end $$;
create trigger stream_keeps_its_key before update on stream
  for each row when ((old.stream_id, old.type, old.mesh, old.origin, old.name)
    is distinct from (new.stream_id, new.type, new.mesh, new.origin, new.name))
  execute function reject_change_of_stream_key();

-- Takes up to at_most events off the beginning of the log, none after up_to, into base_event, and moves the floor behind
-- them. Answers the new floor; as long as that is below up_to there is more to take. Refuses what retention must not do.
create function remove_events(up_to bigint, at_most int, housekeeping_term bigint) returns bigint
language plpgsql security definer set search_path = "${flyway:defaultSchema}", pg_temp as $$
declare
  meta log_meta%rowtype;
  unpublished bigint;
  new_floor bigint;
begin
  perform pg_advisory_xact_lock(30792318809042792);
  perform 1 from role_lease where role = 'housekeeping' and term = housekeeping_term for share;
  if not found then
    raise exception 'term % of housekeeping is over', housekeeping_term using errcode = 'restrict_violation';
  end if;
  select * into strict meta from log_meta;
  if up_to <= meta.floor_pos or at_most < 1 then
    return meta.floor_pos;
  end if;
  if up_to >= meta.head_pos then
    raise exception 'the newest event of the log (%) stays, up to % rejected', meta.head_pos, up_to
      using errcode = 'restrict_violation';
  end if;
  perform 1 from snapshot where pos >= up_to and verified_at is not null limit 1 for share;
  if not found then
    raise exception 'no verified snapshot covers the log up to %', up_to using errcode = 'restrict_violation';
  end if;
  select min(next.pos) into unpublished from publish_cursor p
    cross join lateral (select e.pos from event e
      where e.channel = p.channel and e.export_seq > p.export_seq and e.epoch >= p.epoch
      order by e.export_seq limit 1) as next;
  if unpublished <= up_to then
    raise exception 'position % is not published yet, up to % rejected', unpublished, up_to
      using errcode = 'restrict_violation';
  end if;
  select max(pos) into new_floor from (select pos from event where pos <= up_to order by pos limit at_most) as oldest;
  if new_floor is null then
    return meta.floor_pos;
  end if;

  insert into base_event (pos, created_at, epoch, stream_id, stream_version, event_id, type, schema_version, payload,
    payload_sha256, meta, recorded_at, origin_log_id, origin_epoch, origin_pos, origin_channel, origin_seq, origin_key_id,
    origin_sig, channel, export_seq, export_prev_hash, export_hash, export_key_id, export_sig, prev_hash, hash)
  select e.pos, coalesce(e.born, b.created_at, e.recorded_at), e.epoch, e.stream_id, e.stream_version, e.event_id, e.type,
    e.schema_version, e.payload, e.payload_sha256, e.meta, e.recorded_at, e.origin_log_id, e.origin_epoch, e.origin_pos,
    e.origin_channel, e.origin_seq, e.origin_key_id, e.origin_sig, e.channel, e.export_seq, e.export_prev_hash,
    e.export_hash, e.export_key_id, e.export_sig, e.prev_hash, e.hash
  from (
    select w.*,
      max(w.recorded_at) filter (where not w.gone and w.gone_before) over (partition by w.stream_key) as born,
      row_number() over (partition by w.stream_key order by w.stream_version desc) as age
    from (
      select r.*, r.type like '%.deleted.v_' as gone, coalesce(r.stream_id, -r.pos) as stream_key,
        coalesce(
          lag(r.type like '%.deleted.v_') over (partition by coalesce(r.stream_id, -r.pos) order by r.stream_version),
          (select o.type like '%.deleted.v_' from base_event o where o.stream_id = r.stream_id),
          true) as gone_before
      from event r where r.pos <= new_floor) as w) as e
  left join base_event b on b.stream_id = e.stream_id
  where e.age = 1;
  delete from base_event b using base_event n
    where n.stream_id = b.stream_id and n.pos > b.pos and n.pos > meta.floor_pos;

  perform set_config('meshlog.removing', new_floor::text, true);
  update log_meta set floor_pos = new_floor, floor_epoch = e.epoch, floor_hash = e.hash,
    floor_recorded_at = e.recorded_at from event e where e.pos = new_floor;
  delete from event where pos <= new_floor;
  perform set_config('meshlog.removing', '', true);
  return new_floor;
end $$;
revoke execute on function remove_events(bigint, int, bigint) from public;

-- Gives a role what a running control plane needs and no more. Safe to repeat; only what is missing is granted, so that
-- control planes that start together do not get into each other's way.
create function grant_runtime(grantee name) returns void language plpgsql as $$
declare
  home constant name := current_schema();
  thing record;
  needed text;
begin
  perform pg_advisory_xact_lock(30792318809042793);
  if not has_schema_privilege(grantee, home, 'usage') then
    execute format('grant usage on schema %I to %I', home, grantee);
  end if;
  for thing in
    select c.oid, c.relname, c.relkind from pg_class c
    where c.relnamespace = home::regnamespace and c.relkind in ('r', 'v', 'S')
      and pg_get_userbyid(c.relowner) = current_user and c.relname not like 'flyway_%'
  loop
    if thing.relkind = 'S' then
      if not has_sequence_privilege(grantee, thing.oid, 'usage') then
        execute format('grant usage, select on sequence %I to %I', thing.relname, grantee);
      end if;
      continue;
    end if;
    needed := case
      when thing.relkind = 'v' or thing.relname = 'base_event' then 'select'
      when thing.relname in ('event', 'stream', 'log_meta') then 'select, insert'
      else 'select, insert, update, delete' end;
    foreach needed in array string_to_array(needed, ', ') loop
      if not has_table_privilege(grantee, thing.oid, needed) then
        execute format('grant %s on %I to %I', needed, thing.relname, grantee);
      end if;
    end loop;
  end loop;
  for thing in
    select a.attrelid, a.attname, c.relname from pg_attribute a join pg_class c on c.oid = a.attrelid
    where c.relnamespace = home::regnamespace and a.attnum > 0 and not a.attisdropped
      and (c.relname = 'stream' and a.attname in ('version', 'last_pos', 'deleted', 'source_epoch', 'source_pos')
        or c.relname = 'log_meta' and a.attname not in ('single', 'log_id', 'owner') and a.attname not like 'floor_%')
  loop
    if not has_column_privilege(grantee, thing.attrelid, thing.attname, 'update') then
      execute format('grant update (%I) on %I to %I', thing.attname, thing.relname, grantee);
    end if;
  end loop;
  if not has_function_privilege(grantee, 'remove_events(bigint, int, bigint)', 'execute') then
    execute format('grant execute on function remove_events(bigint, int, bigint) to %I', grantee);
  end if;
end $$;
revoke execute on function grant_runtime(name) from public;

-- The role under which a control plane is to work: the given one when it is another than the owner, else meshlog_runtime,
-- which the owner takes on for its connections; null where the owner may not make it.
create function prepare_runtime(login name) returns name language plpgsql as $$
declare
  shared constant name := 'meshlog_runtime';
  taking constant text := case when current_setting('server_version_num')::int >= 160000 then 'set' else 'member' end;
begin
  if login <> current_user then
    perform grant_runtime(login);
    return login;
  end if;
  if not exists (select from pg_roles where rolname = shared) then
    begin
      execute format('create role %I nologin', shared);
    exception
      when insufficient_privilege then return null;
      when duplicate_object or unique_violation then null; -- made this moment for another database of the server
    end;
  end if;
  if not pg_has_role(current_user, shared, taking) then
    begin
      execute format('grant %I to %I', shared, current_user);
    exception
      when insufficient_privilege then return null;
      when duplicate_object or unique_violation then null;
    end;
  end if;
  perform grant_runtime(shared);
  return shared;
end $$;
revoke execute on function prepare_runtime(name) from public;
