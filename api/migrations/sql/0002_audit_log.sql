-- Which transaction writes an entry, and so which seal covers it: nobody can date one back into a sealed window.
create function api_audit_stamp() returns trigger language plpgsql set search_path = public, pg_temp as $body$
begin
    new.xid := pg_current_xact_id()::text::bigint;
    new.era := (select max(e.era) from core_era e);
    return new;
end
$body$;
create trigger stamp before insert on api_auditentry for each row execute function api_audit_stamp();

-- The one change there is: where an erased account called from. The digest, which the seals cover, stays.
create function api_forget_addresses(sought uuid) returns bigint language plpgsql security definer
set search_path = public, pg_temp as $body$
declare
    forgotten bigint;
begin
    update api_auditentry e set address = '', address_salt = ''
    where e.person_id = sought and e.address <> ''
      and e.organization_id = nullif(current_setting('atrium.organization', true), '')::uuid;
    get diagnostics forgotten = row_count;
    return forgotten;
end
$body$;
