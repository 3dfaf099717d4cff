create extension if not exists btree_gin;
create extension if not exists pg_trgm;

create table core_era (era smallint primary key, system_identifier bigint not null, opened_at timestamptz not null);

create table core_change (
    id bigint generated always as identity,
    at timestamptz not null,
    organization_id uuid not null,
    module text not null,
    record_id uuid not null,
    action text not null check (action in ('create', 'update', 'delete', 'restore')),
    event text not null,
    actor_id uuid,
    credential_id uuid,
    source text not null,
    request_id text not null,
    before jsonb,
    after jsonb,
    xid bigint not null,
    era smallint not null,
    primary key (id, at)
) partition by range (at);
alter table core_change enable row level security;
create policy organization on core_change
    using (organization_id = (select nullif(current_setting('atrium.organization', true), '')::uuid));
create table core_change_default partition of core_change default;
alter table core_change_default enable row level security;
create policy organization on core_change_default
    using (organization_id = (select nullif(current_setting('atrium.organization', true), '')::uuid));
-- The feed's cursor, and one record's history.
create index core_change_feed on core_change (organization_id, era, xid, id);
create index core_change_history on core_change (organization_id, record_id, id);

-- No policy, and no right for the application: under a policy none of these operators could use its index.
create table core_search (
    organization_id uuid not null,
    module text not null,
    record_id uuid not null,
    text text not null,
    document tsvector not null,
    values jsonb not null,
    primary key (organization_id, module, record_id)
);
create index core_search_document on core_search using gin (organization_id, document);
create index core_search_text on core_search using gin (organization_id, text gin_trgm_ops);
create index core_search_values on core_search using gin (organization_id, values jsonb_path_ops);
create view core_search_visible as
    select organization_id, module, record_id, text, document, values from core_search
    where organization_id = (select nullif(current_setting('atrium.organization', true), '')::uuid);

-- The next number of each kind of record. No change record: it is bookkeeping.
create table core_counter (
    organization_id uuid not null,
    sequence text not null,
    last bigint not null,
    primary key (organization_id, sequence)
);
alter table core_counter enable row level security;
create policy organization on core_counter
    using (organization_id = (select nullif(current_setting('atrium.organization', true), '')::uuid))
    with check (organization_id = (select nullif(current_setting('atrium.organization', true), '')::uuid));
