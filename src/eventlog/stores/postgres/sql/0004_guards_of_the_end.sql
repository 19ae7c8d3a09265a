-- The guards of the head and of batches, and of what says what the log is.

-- By one statement where no body was erased.
CREATE FUNCTION @.head_goes_on() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    last bigint;
    moment bigint;
    fits boolean;
BEGIN
    SELECT e.position, b.recorded INTO last, moment
    FROM (SELECT position FROM @.entry ORDER BY position DESC LIMIT 1) AS e LEFT JOIN @.batch AS b USING (position);
    fits := NEW.one AND NEW.size = coalesce(last, 0) AND CASE WHEN NEW.size = OLD.size
        THEN NEW.frontier = OLD.frontier AND NEW.recorded IS NOT DISTINCT FROM OLD.recorded
        ELSE NEW.size > OLD.size AND NEW.recorded = moment
            AND substring(NEW.frontier FROM 1 FOR 8) = int8send(NEW.size) END;
    IF NEW.erased <> OLD.erased THEN
        fits := fits AND NEW.erased = (SELECT count(*) FROM @.entry WHERE body IS NULL);
    END IF;
    IF fits IS NOT TRUE THEN
        RAISE EXCEPTION 'eventlog: the head only goes on to the last entry, as its batch and the erased bodies have it'
            USING ERRCODE = 'EL001';
    END IF;
    RETURN NEW;
END
$$;

-- A log lives by one clock. A role that may append, and no more, can't set it: neither back, to have held a thing before it
-- did, nor ahead, after which nobody could record before that moment has come. (Who owns the log takes in other logs.)
-- And a root has 32 bytes.
CREATE FUNCTION @.batch_is_of_now() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    now bigint := (extract(epoch FROM clock_timestamp()) * 1000000)::bigint;
BEGIN
    IF octet_length(NEW.root) = 32 AND NEW.recorded BETWEEN now - 86400000000 AND now + 86400000000 THEN
        RETURN NEW;
    ELSIF octet_length(NEW.root) <> 32 THEN
        RAISE EXCEPTION 'eventlog: a root has 32 bytes' USING ERRCODE = 'EL001';
    ELSIF NOT pg_has_role(session_user, current_user, 'member') THEN
        RAISE EXCEPTION '% %', NEW.recorded, now USING ERRCODE = 'EL005';
    END IF;
    RETURN NEW;
END
$$;

CREATE FUNCTION @.withheld_is_made_with() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM @.head WHERE size > 0) THEN
        RAISE EXCEPTION 'eventlog: what a copy leaves out is said when the copy is made' USING ERRCODE = 'EL001';
    END IF;
    RETURN NULL;
END
$$;

CREATE TRIGGER head_goes_on BEFORE UPDATE ON @.head FOR EACH ROW EXECUTE FUNCTION @.head_goes_on();
CREATE TRIGGER head_remains BEFORE INSERT OR DELETE OR TRUNCATE ON @.head
    FOR EACH STATEMENT EXECUTE FUNCTION @.refuse('a log has one head, and keeps it');
CREATE TRIGGER batch_is_of_now BEFORE INSERT ON @.batch FOR EACH ROW EXECUTE FUNCTION @.batch_is_of_now();
CREATE TRIGGER batch_remains BEFORE UPDATE OR DELETE OR TRUNCATE ON @.batch
    FOR EACH STATEMENT EXECUTE FUNCTION @.refuse('a batch is never changed');
CREATE TRIGGER meta_stays BEFORE UPDATE OR DELETE OR TRUNCATE ON @.meta
    FOR EACH STATEMENT EXECUTE FUNCTION @.refuse('what the log is is never changed');
CREATE TRIGGER version_stays BEFORE UPDATE OR DELETE OR TRUNCATE ON @.version
    FOR EACH STATEMENT EXECUTE FUNCTION @.refuse('what the log is is never changed');
CREATE TRIGGER withheld_stays BEFORE UPDATE OR DELETE OR TRUNCATE ON @.withheld
    FOR EACH STATEMENT EXECUTE FUNCTION @.refuse('what a copy leaves out is never changed');
CREATE TRIGGER withheld_is_made_with AFTER INSERT ON @.withheld
    FOR EACH STATEMENT EXECUTE FUNCTION @.withheld_is_made_with();
