-- The same as before, with the quota a day.
drop function accounts_authenticate(text, text, inet);

create function accounts_authenticate(scheme text, digest text, address inet)
returns table (refusal text, credential_id uuid, organization_id uuid, person_id uuid, name text, time_zone text,
               granted_scopes text[], carried_scopes text[], rate_per_minute integer, calls_per_day integer,
               permissions text[],
               whole_organization boolean, portfolios uuid[], regions text[], properties uuid[])
language plpgsql volatile security definer set search_path = public, pg_temp as $body$
declare
    moment timestamptz := statement_timestamp();
begin
    select case
               when c.revoked_at <= moment then 'revoked'
               when least(f.expires_at, c.expires_at) <= moment then 'token-expired'
               when not p.is_active or not o.is_active or s.membership_id is null then 'unauthenticated'
               when cardinality(c.allowed_networks) > 0 and not coalesce(
                   (select bool_or(address <<= n::inet) from unnest(c.allowed_networks) n), false) then 'ip-not-allowed'
               else '' end,
           c.id, c.organization_id, p.id, c.name::text, o.time_zone::text, c.scopes::text[], f.scopes,
           c.rate_per_minute::integer, c.calls_per_day::integer, s.permissions, s.whole_organization, s.portfolios, s.regions, s.properties
    into refusal, credential_id, organization_id, person_id, name, time_zone, granted_scopes, carried_scopes,
         rate_per_minute, calls_per_day, permissions, whole_organization, portfolios, regions, properties
    from (
        select k.organization_id, k.record_id as credential_id, k.expires_at, null::text[] as scopes
        from core_key k where scheme = 'api_key' and k.hash = digest and k.kind = 'api_key'
        union all
        select a.organization_id, a.credential_id, t.expires, string_to_array(t.scope, ' ')
        from accounts_accesstoken t join accounts_application a on a.id = t.application_id
        where scheme = 'oauth_client' and t.token_checksum = digest
        union all
        -- Before a token is given out: may this client have one?
        select a.organization_id, a.credential_id, null, null
        from accounts_application a where scheme = 'client' and a.client_id = digest
    ) f
    join accounts_credential c on c.organization_id = f.organization_id and c.id = f.credential_id
        and c.kind = case scheme when 'client' then 'oauth_client' else scheme end
    join accounts_person p on p.id = c.person_id
    join accounts_organization o on o.id = c.organization_id
    left join lateral accounts_standing(p.id) s on s.organization_id = c.organization_id;
    if not found then
        return;
    end if;
    -- At most once a minute, and no row lock in between: reads must not become writes.
    if refusal = '' and scheme <> 'client' and not exists (
        select from accounts_credentialuse u where u.id = credential_id and u.last_used_at > moment - interval '1 minute'
    ) then
        insert into accounts_credentialuse as u (id, organization_id, last_used_at)
        values (credential_id, organization_id, moment)
        on conflict (id) do update set last_used_at = excluded.last_used_at;
    end if;
    return next;
end
$body$;
