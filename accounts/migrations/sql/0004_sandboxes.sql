-- A sandbox is one from its first row on, and what is none never becomes one: so nothing real is ever dropped as one.
create function accounts_keep_sandbox() returns trigger language plpgsql as $body$
begin
    if new.sandbox_of_id is distinct from old.sandbox_of_id then
        raise exception 'whether an organization is a sandbox never changes' using errcode = 'AT004';
    end if;
    return new;
end
$body$;
create trigger keep_sandbox before update on accounts_organization
    for each row execute function accounts_keep_sandbox();

-- Every row of a sandbox, its history too, which the application may not take away of anything else. Tables are found
-- by their column, so that a later module's go as well. The organization's own row stays.
create function accounts_drop_sandbox(sandbox uuid) returns void language plpgsql security definer
set search_path = public, pg_temp as $body$
declare
    name text;
begin
    if sandbox is distinct from nullif(current_setting('atrium.organization', true), '')::uuid
       or not exists (select from accounts_organization o where o.id = sandbox and o.sandbox_of_id is not null) then
        raise exception 'only a sandbox is dropped' using errcode = 'AT004';
    end if;
    insert into core_copying values (sandbox, pg_current_xact_id()::text::bigint)
    on conflict (organization_id) do update set xid = excluded.xid;
    perform set_config('atrium.copying', 'on', true);
    delete from core_search where organization_id = sandbox;
    for name in
        select c.relname from pg_class c
        join pg_attribute a on a.attrelid = c.oid and a.attname = 'organization_id' and not a.attisdropped
        where c.relkind in ('r', 'p') and not c.relispartition and c.relnamespace = 'public'::regnamespace
          and c.relname not in ('core_copying', 'core_search')
        -- Definitions that go write their generation into the counters, which therefore go last.
        order by c.relname = 'core_counter', c.relname
    loop
        execute format('delete from %I where organization_id = $1', name) using sandbox;
    end loop;
    perform core_end_copy(sandbox);
end
$body$;
