-- As before, but that asking for the transaction's id is an assignment: `perform` runs a query, for each row.
create or replace function core_stamp() returns trigger language plpgsql as $body$
declare
    writing xid8;
    person uuid := nullif(current_setting('atrium.person', true), '')::uuid;
begin
    if tg_op = 'INSERT' and current_setting('atrium.copying', true) = 'on' and core_is_copying(new.organization_id) then
        return new;
    end if;
    -- The transaction gets its id before the clock is read: whoever asks for rows updated before the oldest
    -- start of a writing transaction then never misses this one.
    writing := pg_current_xact_id();
    if tg_op = 'INSERT' then
        new.version := 1;
        new.created_at := clock_timestamp();
        new.updated_at := new.created_at;
        new.created_by_id := person;
        new.updated_by_id := person;
        return new;
    end if;
    if new.organization_id is distinct from old.organization_id then
        raise exception 'a record never changes its organization' using errcode = 'AT002';
    end if;
    new.version := old.version;
    new.created_at := old.created_at;
    new.created_by_id := old.created_by_id;
    new.updated_at := old.updated_at;
    new.updated_by_id := old.updated_by_id;
    -- A write that changes nothing changes nothing: same version, no change row.
    if new is distinct from old then
        new.version := old.version + 1;
        new.updated_at := clock_timestamp();
        new.updated_by_id := person;
    end if;
    return new;
end
$body$;
