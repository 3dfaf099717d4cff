-- What the trigger would have written.
insert into core_search (organization_id, module, record_id, text, document, values)
select w.organization_id, 'work_order', w.id,
       concat_ws(' ', w.number, w.title, w.description, w.resolution),
       setweight(to_tsvector('simple', concat_ws(' ', w.number, w.title)), 'A')
           || setweight(to_tsvector('simple', w.description), 'B')
           || setweight(to_tsvector('simple', w.resolution), 'C'),
       w.custom_fields
from workorders_workorder w where w.organization_id = %(organization)s;
