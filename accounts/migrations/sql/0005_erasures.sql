-- Asked before a person is erased here: whether another organization, the present one's sandbox apart, still has them
-- and has not erased them. Answers about one's own members only.
create function accounts_belongs_elsewhere(sought uuid) returns boolean language plpgsql stable security definer
set search_path = public, pg_temp as $body$
declare
    own uuid := nullif(current_setting('atrium.organization', true), '')::uuid;
begin
    return exists (select from accounts_membership m where m.organization_id = own and m.person_id = sought)
       and exists (
        select from accounts_membership m join accounts_organization o on o.id = m.organization_id
        where m.person_id = sought and m.organization_id <> own and o.sandbox_of_id is distinct from own
          and not exists (select from accounts_erasure e
                          where e.organization_id = m.organization_id and e.person_id = sought));
end
$body$;

-- The one way in which the change record is ever changed: by an erasure of the present organization that this very
-- transaction writes into it. What is put in place of a value bears the mark of the erasure's pseudonym, or is empty.
create function accounts_redact_changes(erasure uuid, patches jsonb) returns bigint language plpgsql security definer
set search_path = public, pg_temp as $body$
declare
    mark text := (
        select right(e.pseudonym, 8) from accounts_erasure e
        where e.id = erasure and e.pseudonym ~ '^Former person [0-9A-F]{8}$'
          and e.organization_id = nullif(current_setting('atrium.organization', true), '')::uuid
          and exists (select from core_change c
                      where c.organization_id = e.organization_id and c.record_id = e.id and c.event = 'person.erased'
                        and c.xid = pg_current_xact_id_if_assigned()::text::bigint));
begin
    if mark is null then
        raise exception 'only an erasure redacts changes, in its own transaction' using errcode = 'AT005';
    end if;
    return core_redact_changes(mark, patches);
end
$body$;
