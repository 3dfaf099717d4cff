-- As before, but that an event with an exclamation mark names the one statement that is recorded first, and no other.
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
    used_up text;
    present_era smallint;
begin
    if organization is null or source_name is null then
        raise exception 'a write to % outside acting()', tg_table_name using errcode = 'AT001',
            hint = 'Every write names who acts, for which organization and by which way.';
    end if;
    if right(meaning, 1) = '!' then
        meaning := left(meaning, -1);
        used_up := set_config('atrium.event', '', true);
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
