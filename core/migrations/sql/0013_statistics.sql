-- Only a table's owner may measure it. The server does so by itself a minute or more after many rows came; until then the
-- planner takes the table for nearly empty, and joins it row by row with itself.
create function core_analyze(names text[]) returns void language plpgsql security definer
set search_path = public, pg_temp as $body$
declare
    name text;
begin
    foreach name in array names loop
        if to_regclass(quote_ident(name)) is null then
            raise exception 'there is no table %', name using errcode = 'undefined_table';
        end if;
        execute format('analyze %I', name);
    end loop;
end
$body$;
