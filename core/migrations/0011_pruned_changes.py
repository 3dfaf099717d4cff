"""How far the changes were pruned, so that a reader who has fallen behind is told and misses nothing in silence."""

from django.db import migrations

TABLE = """
create table core_change_cut (
    organization_id uuid not null,
    era smallint not null,
    xid bigint not null,
    last_id bigint not null,
    primary key (organization_id, era)
);
alter table core_change_cut enable row level security;
create policy organization on core_change_cut
    using (organization_id = (select nullif(current_setting('atrium.organization', true), '')::uuid));
"""


class Migration(migrations.Migration):
    dependencies = [("core", "0010_document_versions")]

    operations = [migrations.RunSQL(TABLE, "drop table core_change_cut")]
