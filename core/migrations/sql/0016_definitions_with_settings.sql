-- An organization's own fields, told in the statement that first names the organization: nothing where the caller knows
-- the present generation already, and else the generation with every field in use, both as of one moment.
-- Under the policies of whoever asks: the argument comes from set_config, so the organization is named before.
create function core_definitions(sought uuid, known bigint) returns text
language plpgsql stable as $body$
declare
    present bigint := coalesce((
        select c.last from public.core_counter c where c.organization_id = sought and c.sequence = 'definitions'
    ), 0);
begin
    if present = known then
        return null;
    end if;
    return json_build_object('generation', present, 'fields', coalesce((
        select json_agg(f order by f.record_module, f.position, f.label) from public.core_custom_field f
        where f.organization_id = sought and f.is_active and f.deleted_at is null
    ), '[]'));
end
$body$;

drop function core_generation(uuid);
