-- Asking a proxy's Envoy is noted too. Which kinds there are is the program's to say.
alter table audit drop constraint audit_kind_check;
alter table audit add constraint audit_kind_check check (kind ~ '^[A-Z]+(_[A-Z]+)*$');
