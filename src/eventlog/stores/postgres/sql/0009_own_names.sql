-- A call goes to the function whose arguments fit best, in any schema of the search path: where a stranger may make
-- functions in one of them, that would be the stranger's own rather than the server's, and would run as whoever calls. So
-- whatever is run by others than who made it, and what they run by writing, looks for names nowhere but in pg_catalog.

ALTER FUNCTION @.around(text, integer) SET search_path = pg_catalog, pg_temp;
ALTER FUNCTION @.restore(
    bigint, text[], text[], bytea[], bytea[], bytea[], text[], integer[], integer[], integer[], integer[]
) SET search_path = pg_catalog, pg_temp;
ALTER FUNCTION @.erase(bigint[]) SET search_path = pg_catalog, pg_temp;
ALTER FUNCTION @.refuse() SET search_path = pg_catalog, pg_temp;
ALTER FUNCTION @.entry_is_next() SET search_path = pg_catalog, pg_temp;
ALTER FUNCTION @.entry_stays() SET search_path = pg_catalog, pg_temp;
ALTER FUNCTION @.effect_stays() SET search_path = pg_catalog, pg_temp;
ALTER FUNCTION @.effect_is_new() SET search_path = pg_catalog, pg_temp;
ALTER FUNCTION @.head_goes_on() SET search_path = pg_catalog, pg_temp;
ALTER FUNCTION @.withheld_is_made_with() SET search_path = pg_catalog, pg_temp;

-- Names in a view are looked up when it is made, so this one is made again.
CREATE OR REPLACE VIEW @.entries AS
SELECT position, to_timestamp(0) + recorded * interval '1 microsecond' AS recorded_at, kind, id,
    convert_from(body, 'UTF8') AS body
FROM @.entry;

-- A log lives by one clock. A role that may append, and no more, can't set it: neither back, to have held a thing before it
-- did, nor ahead, after which nobody could record before that moment has come. (Who owns the log takes in other logs.)
CREATE FUNCTION @.batch_is_of_now() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    now bigint := (extract(epoch FROM clock_timestamp()) * 1000000)::bigint;
BEGIN
    IF abs(NEW.recorded::numeric - now) > 86400000000 THEN
        IF NOT pg_has_role(session_user, current_user, 'member') THEN
            RAISE EXCEPTION '% %', NEW.recorded, now USING ERRCODE = 'EL005';
        END IF;
    END IF;
    RETURN NEW;
END
$$;

CREATE TRIGGER batch_is_of_now BEFORE INSERT ON @.batch FOR EACH ROW EXECUTE FUNCTION @.batch_is_of_now();

REVOKE ALL ON FUNCTION @.batch_is_of_now() FROM PUBLIC;
