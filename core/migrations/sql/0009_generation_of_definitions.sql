-- Each change of an organization's custom fields gives them a new generation, in the counter "definitions". It is a
-- moment in microseconds: whether two are equal is all that is asked, and a moment does not come back, neither after
-- a rollback nor in a dump that is restored.
create function core_new_generation() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $body$
declare
    changed uuid := case when tg_op = 'DELETE' then old.organization_id else new.organization_id end;
begin
    insert into core_counter (organization_id, sequence, last)
    values (changed, 'definitions', (extract(epoch from clock_timestamp()) * 1000000)::bigint)
    on conflict (organization_id, sequence) do update set last = excluded.last;
    return null;
end
$body$;
create trigger generation after insert or update or delete on core_custom_field
    for each row execute function core_new_generation();

-- Asked in the statement that first names the organization, so before its policy shows the counter.
create function core_generation(sought uuid) returns bigint
language plpgsql stable security definer set search_path = public, pg_temp as $body$
begin
    return (select c.last from core_counter c where c.organization_id = sought and c.sequence = 'definitions');
end
$body$;

insert into core_counter (organization_id, sequence, last)
select distinct organization_id, 'definitions', (extract(epoch from clock_timestamp()) * 1000000)::bigint
from core_custom_field;
