-- What sums over all proxies need of an insight, JSON: thousands of bodies need not be read for a count of who is online.
-- Null in rows that an earlier version wrote: there the body says it, until the row is written again.
alter table insight add column glance text;
