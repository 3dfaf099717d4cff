-- Each organization's numbers of one kind come from a sequence of PostgreSQL's. A row that counted them was locked until
-- the commit, so that everybody else who made something of that kind there waited for it.
--
-- A sequence is made with its first number, and goes on from where the counter's row of that kind stands. That row stays
-- as the sequence's mark: it says that there is one, travels with an organization, and takes the sequence with it when
-- it is deleted. Whatever else the table counts is no number and has no sequence.
create function core_name_of_sequence(organization uuid, kind text) returns text
language sql immutable as $body$ select 'core_number_' || md5(organization::text || ' ' || kind) $body$;

create function core_sequence(organization uuid, kind text) returns regclass
language sql stable as $body$ select to_regclass('public.' || public.core_name_of_sequence(organization, kind)) $body$;

-- Only the first number of a kind waits for another first one, which may be rolled back.
create function core_begin_numbers(organization uuid, kind text) returns regclass
language plpgsql volatile set search_path = public, pg_temp as $body$
declare
    name text := core_name_of_sequence(organization, kind);
    reached bigint;
begin
    perform pg_advisory_xact_lock(hashtextextended(name, 0));
    insert into core_counter as c (organization_id, sequence, last) values (organization, kind, 0)
    on conflict on constraint core_counter_pkey do update set last = c.last
    returning c.last into reached;
    -- Who waited for it has one by now, although a look before this command may not have told so.
    execute format('create sequence if not exists public.%I start with %s', name, reached + 1);
    execute format('comment on sequence public.%I is %L', name, 'Numbers of ' || organization || ', ' || kind);
    return core_sequence(organization, kind);
end
$body$;
revoke execute on function core_begin_numbers(uuid, text) from public;

-- The next numbers, ascending. What is rolled back leaves a gap.
create function core_take_numbers(organization uuid, kind text, amount bigint) returns bigint[]
language plpgsql volatile security definer set search_path = public, pg_temp as $body$
declare
    place regclass;
begin
    if organization is distinct from nullif(current_setting('atrium.organization', true), '')::uuid then
        raise exception 'numbers are taken for the organization that acts' using errcode = 'insufficient_privilege';
    end if;
    place := coalesce(core_sequence(organization, kind), core_begin_numbers(organization, kind));
    if amount = 1 then
        return array[nextval(place)];
    end if;
    return array(select nextval(place) from generate_series(1, amount));
end
$body$;

-- The last number that was taken; what the counter's row says where none was, or where another organization acts.
create function core_last_number(organization uuid, kind text, kept bigint) returns bigint
language plpgsql stable security definer set search_path = public, pg_temp as $body$
begin
    if organization is distinct from nullif(current_setting('atrium.organization', true), '')::uuid then
        return kept;
    end if;
    return coalesce(pg_sequence_last_value(core_sequence(organization, kind)), kept);
end
$body$;

create function core_end_numbers() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $body$
begin
    if core_sequence(old.organization_id, old.sequence) is not null then
        execute format('drop sequence public.%I', core_name_of_sequence(old.organization_id, old.sequence));
    end if;
    return null;
end
$body$;
create trigger end_numbers after delete on core_counter for each row execute function core_end_numbers();
