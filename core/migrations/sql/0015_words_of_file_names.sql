-- "Roof plan.pdf" is found by "plan" as well as by "plan.pdf": to the parser of texts a word, a dot and an ending are
-- one name of a host or a file.
create or replace function core_words_of_file(name text) returns tsvector
language sql immutable set search_path = pg_catalog as $body$
    select setweight(to_tsvector('simple', name || ' ' || translate(name, '._', '  ')), 'A')
$body$;

create or replace function core_document_search() returns trigger language plpgsql security definer
set search_path = public, pg_temp as $body$
begin
    if tg_op = 'INSERT' then
        insert into core_search (organization_id, module, record_id, text, document, values)
        select n.organization_id, 'document', n.id, n.name, core_words_of_file(n.name), '{}' from new_rows n;
    elsif tg_op = 'UPDATE' then
        insert into core_search (organization_id, module, record_id, text, document, values)
        select n.organization_id, 'document', n.id, n.name, core_words_of_file(n.name), '{}'
        from new_rows n join old_rows o on o.id = n.id where n.name is distinct from o.name
        on conflict (organization_id, module, record_id) do update
            set text = excluded.text, document = excluded.document, values = excluded.values;
    else
        delete from core_search s using old_rows o
        where s.organization_id = o.organization_id and s.module = 'document' and s.record_id = o.id;
    end if;
    return null;
end
$body$;

update core_search s set document = core_words_of_file(d.name) from core_document d
where s.organization_id = d.organization_id and s.module = 'document' and s.record_id = d.id;
