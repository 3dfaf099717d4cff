-- What of the change record may be redacted when a person is erased: members that tell who somebody is. `migrate` writes
-- the list from what the models declare; the application only reads it.
create table core_redacted_member (module text not null, name text not null, primary key (module, name));

-- Puts a pseudonym, or nothing, in place of such members of changes of the present organization. `patches` is a list of
-- {"id", "at", "before", "after"}; refused is whatever is not declared, was not there, or hides anything else.
-- Not for the application: an owner's function calls it once the erasure stands in the change record itself.
create function core_redact_changes(mark text, patches jsonb) returns bigint language plpgsql
set search_path = public, pg_temp as $body$
declare
    own uuid := nullif(current_setting('atrium.organization', true), '')::uuid;
    redacted bigint;
begin
    if exists (
        select from jsonb_to_recordset(patches) as p (id bigint, at timestamptz, before jsonb, after jsonb)
        left join core_change c on c.id = p.id and c.at = p.at and c.organization_id = own
        cross join lateral (
            select m.key, m.value, c.before as side from jsonb_each(coalesce(p.before, '{}')) m
            union all
            select m.key, m.value, c.after as side from jsonb_each(coalesce(p.after, '{}')) m
        ) member
        where c.id is null or not coalesce(member.side ? member.key, false)
           or not exists (select from core_redacted_member r where r.module = c.module and r.name = member.key)
           or jsonb_typeof(member.value) <> 'string'
           or not (member.value = '""' or strpos(upper(member.value #>> '{}'), mark) > 0)
    ) then
        raise exception 'only what tells who somebody is may be redacted' using errcode = 'AT005';
    end if;
    update core_change c set before = c.before || coalesce(p.before, '{}'), after = c.after || coalesce(p.after, '{}')
    from jsonb_to_recordset(patches) as p (id bigint, at timestamptz, before jsonb, after jsonb)
    where c.id = p.id and c.at = p.at and c.organization_id = own;
    get diagnostics redacted = row_count;
    return redacted;
end
$body$;
revoke all on function core_redact_changes(text, jsonb) from public;
