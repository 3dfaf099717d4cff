-- An organization that has no history yet may be filled with rows that come with their own stamps and their own
-- history: one that moved here from another installation, or a sandbox. Which one, and by which transaction, stands in
-- a table that the application cannot write; so nobody gives a living organization another past.
create table core_copying (organization_id uuid primary key, xid bigint not null);

create function core_begin_copy(sought uuid) returns void language plpgsql security definer
set search_path = public, pg_temp as $body$
begin
    if sought is distinct from nullif(current_setting('atrium.organization', true), '')::uuid
       or exists (select from core_change where organization_id = sought) then
        raise exception 'only an organization without any history is filled with one' using errcode = 'AT003';
    end if;
    insert into core_copying values (sought, pg_current_xact_id()::text::bigint)
    on conflict (organization_id) do update set xid = excluded.xid;
    perform set_config('atrium.copying', 'on', true);
end
$body$;

create function core_end_copy(sought uuid) returns void language plpgsql security definer
set search_path = public, pg_temp as $body$
begin
    delete from core_copying where organization_id = sought and xid = pg_current_xact_id()::text::bigint;
    perform set_config('atrium.copying', '', true);
end
$body$;

create function core_is_copying(sought uuid) returns boolean language plpgsql stable security definer
set search_path = public, pg_temp as $body$
begin
    return exists (select from core_copying
                   where organization_id = sought and xid = pg_current_xact_id_if_assigned()::text::bigint);
end
$body$;

-- Changes that come with an organization, in their order. They are written by this transaction, whatever wrote them
-- where they come from; so a cursor of the feed finds them. Returns their former and their present ids.
create function core_copy_changes(rows jsonb) returns table (old_id bigint, new_id bigint)
language plpgsql security definer set search_path = public, pg_temp as $body$
declare
    organization uuid := nullif(current_setting('atrium.organization', true), '')::uuid;
    present_era smallint := (select max(e.era) from core_era e);
begin
    if not core_is_copying(organization) then
        raise exception 'only an organization without any history is filled with one' using errcode = 'AT003';
    end if;
    return query
    with told as (
        select * from jsonb_to_recordset(rows) as r (
            id bigint, at timestamptz, organization_id uuid, module text, record_id uuid, action text, event text,
            actor_id uuid, credential_id uuid, source text, request_id text, before jsonb, after jsonb)
    ), numbered as materialized (
        select nextval('core_change_id_seq') as fresh, o.* from (select * from told order by id) o
    ), written as (
        insert into core_change (id, at, organization_id, module, record_id, action, event, actor_id, credential_id,
                                 source, request_id, before, after, xid, era)
        overriding system value
        select n.fresh, least(n.at, clock_timestamp()), organization, n.module, n.record_id, n.action, n.event,
               n.actor_id, n.credential_id, n.source, n.request_id, n.before, n.after,
               pg_current_xact_id()::text::bigint, present_era
        from numbered n where n.organization_id = organization
    )
    select n.id, n.fresh from numbered n;
end
$body$;

-- The id of a copy: the same each time, beside the others of its moment, and nothing that a stranger could guess.
create function core_copied_id(salt uuid, old uuid) returns uuid language sql immutable strict as $body$
    select (left(old::text, 20) || substr(h.hash, 1, 3) || '-' || substr(h.hash, 4, 12))::uuid
    from (select md5(salt::text || old::text) as hash) h
$body$;

-- A text with every id replaced that stands in the temporary table `copied_id` of the transaction.
create function core_copied_text(source text) returns text language plpgsql stable as $body$
declare
    pair record;
    result text := source;
begin
    if source !~ '[0-9a-f]{8}-[0-9a-f]{4}-' then
        return source;
    end if;
    for pair in
        select distinct c.old, c.new
        from regexp_matches(source, '[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}', 'g') m
        join copied_id c on c.old = m[1]::uuid
    loop
        result := replace(result, pair.old::text, pair.new::text);
    end loop;
    return result;
end
$body$;

create or replace function core_stamp() returns trigger language plpgsql as $body$
declare
    person uuid := nullif(current_setting('atrium.person', true), '')::uuid;
begin
    if tg_op = 'INSERT' and current_setting('atrium.copying', true) = 'on' and core_is_copying(new.organization_id) then
        return new;
    end if;
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

create or replace function core_record_change() returns trigger language plpgsql security definer
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
    -- What is copied with its history is not written down a second time.
    if current_setting('atrium.copying', true) = 'on' and core_is_copying(organization::uuid) then
        return null;
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
