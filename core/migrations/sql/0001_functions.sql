-- Functions of the owner. The application may call them through triggers, or by name where said so.

create function core_stamp() returns trigger language plpgsql as $body$
declare
    person uuid := nullif(current_setting('atrium.person', true), '')::uuid;
begin
    -- The transaction gets its id before the clock is read: whoever asks for rows updated before the oldest
    -- start of a writing transaction then never misses this one.
    perform pg_current_xact_id();
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

create function core_record_change() returns trigger language plpgsql security definer
set search_path = public, pg_temp as $body$
declare
    module_name text := tg_argv[0];
    noise text[] := array['version', 'updated_at', 'updated_by_id', 'organization_id'] || string_to_array(tg_argv[1], ',');
    hidden text[] := string_to_array(tg_argv[1], ',');
    organization text := nullif(current_setting('atrium.organization', true), '');
    source_name text := nullif(current_setting('atrium.source', true), '');
    person uuid := nullif(current_setting('atrium.person', true), '')::uuid;
    credential uuid := nullif(current_setting('atrium.credential', true), '')::uuid;
    request text := coalesce(current_setting('atrium.request', true), '');
    meaning text := nullif(current_setting('atrium.event', true), '');
    present_era smallint;
begin
    if organization is null or source_name is null then
        raise exception 'a write to % outside acting()', tg_table_name using errcode = 'AT001',
            hint = 'Every write names who acts, for which organization and by which way.';
    end if;
    select max(era) into present_era from core_era;
    if tg_op = 'INSERT' then
        insert into core_change (at, organization_id, module, record_id, action, event, actor_id, credential_id, source,
                                 request_id, before, after, xid, era)
        select clock_timestamp(), n.organization_id, module_name, n.id, 'create',
               coalesce(meaning, module_name || '.created'), person, credential, source_name, request, null,
               to_jsonb(n) - hidden, pg_current_xact_id()::text::bigint, present_era
        from new_rows n;
    elsif tg_op = 'UPDATE' then
        insert into core_change (at, organization_id, module, record_id, action, event, actor_id, credential_id, source,
                                 request_id, before, after, xid, era)
        select clock_timestamp(), pair.organization_id, module_name, pair.id, kind.action,
               coalesce(meaning, module_name || case kind.action when 'delete' then '.deleted'
                                                                  when 'restore' then '.restored' else '.updated' end),
               person, credential, source_name, request, diff.before, pair.after,
               pg_current_xact_id()::text::bigint, present_era
        from (select n.organization_id, n.id, to_jsonb(o) - hidden as old, to_jsonb(n) - hidden as after
              from new_rows n join old_rows o on o.id = n.id) pair
        cross join lateral (select jsonb_object_agg(a.key, a.value) as before
                            from jsonb_each(pair.old - noise) a join jsonb_each(pair.after - noise) b using (key)
                            where a.value is distinct from b.value) diff
        cross join lateral (select case
            when pair.old ->> 'deleted_at' is null and pair.after ->> 'deleted_at' is not null then 'delete'
            when pair.old ->> 'deleted_at' is not null and pair.after ->> 'deleted_at' is null then 'restore'
            else 'update' end as action) kind
        where diff.before is not null;
    else
        insert into core_change (at, organization_id, module, record_id, action, event, actor_id, credential_id, source,
                                 request_id, before, after, xid, era)
        select clock_timestamp(), o.organization_id, module_name, o.id, 'delete',
               coalesce(meaning, module_name || '.deleted'), person, credential, source_name, request,
               to_jsonb(o) - hidden, null, pg_current_xact_id()::text::bigint, present_era
        from old_rows o;
    end if;
    return null;
end
$body$;

-- Opens a new era of the change feed when the cluster is not the one that wrote the last row: a dump restored
-- into another server starts its transaction ids again, and cursors of the old one would miss rows.
create function core_open_era() returns smallint language plpgsql security definer
set search_path = public, pg_temp as $body$
declare
    here bigint := (select system_identifier from pg_control_system());
    latest core_era;
begin
    select * into latest from core_era order by era desc limit 1;
    if latest.system_identifier is distinct from here then
        insert into core_era (era, system_identifier, opened_at)
        values (coalesce(latest.era, 0) + 1, here, clock_timestamp()) returning * into latest;
    end if;
    return latest.era;
end
$body$;

-- Makes the partitions of the change record for this month and the coming ones, each with its policy.
create function core_make_change_partitions(months integer) returns integer language plpgsql security definer
set search_path = public, pg_temp as $body$
declare
    first_day date;
    name text;
    made integer := 0;
begin
    for i in 0 .. months loop
        first_day := (date_trunc('month', now() at time zone 'UTC') + make_interval(months => i))::date;
        name := 'core_change_' || to_char(first_day, 'YYYY_MM');
        if to_regclass(name) is null then
            execute format('create table %I partition of core_change for values from (%L) to (%L)', name,
                           first_day || ' 00:00+00', (first_day + interval '1 month')::date || ' 00:00+00');
            execute format('alter table %I enable row level security', name);
            execute format('create policy organization on %I using (organization_id = (select '
                'nullif(current_setting(''atrium.organization'', true), '''')::uuid))', name);
            made := made + 1;
        end if;
    end loop;
    return made;
end
$body$;
