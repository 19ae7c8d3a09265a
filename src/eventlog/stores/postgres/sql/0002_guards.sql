-- What the tables refuse, whoever asks: an owner who forgets, or another program. (An owner who means to can drop all
-- of this. Whether he did is for proofs to show.)

CREATE FUNCTION @.refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'eventlog: %', TG_ARGV[0] USING ERRCODE = 'EL001';
END
$$;

CREATE FUNCTION @.entry_is_next() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    low bigint;
    high bigint;
    many bigint;
    ended bigint;
    moment bigint;
BEGIN
    SELECT min(position), max(position), count(*) INTO low, high, many FROM added;
    SELECT size, recorded INTO ended, moment FROM @.head;
    IF many = 0 THEN
        RETURN NULL;
    END IF;
    IF high - low + 1 <> many OR low > ended + 1 AND NOT EXISTS (SELECT 1 FROM @.entry WHERE position = low - 1)
        OR low <= ended OR EXISTS (SELECT 1 FROM added WHERE recorded <= moment) THEN
        RAISE EXCEPTION 'eventlog: an entry is only ever added after the last one' USING ERRCODE = 'EL001';
    END IF;
    RETURN NULL;
END
$$;

CREATE FUNCTION @.entry_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.position IS DISTINCT FROM OLD.position OR NEW.recorded IS DISTINCT FROM OLD.recorded
        OR NEW.kind IS DISTINCT FROM OLD.kind OR NEW.commit_hash IS DISTINCT FROM OLD.commit_hash
        OR NEW.body IS NOT NULL
        OR NOT EXISTS (
            SELECT 1 FROM @.entry AS r
            WHERE r.kind = 'redacted/1' AND r.position <= (SELECT size FROM @.head)
                AND (convert_from(r.body, 'UTF8')::json -> 'positions')::jsonb @> to_jsonb(OLD.position)
        ) THEN
        RAISE EXCEPTION 'eventlog: an entry is never changed, and a body is erased only where a redacted entry names it'
            USING ERRCODE = 'EL001';
    END IF;
    RETURN NEW;
END
$$;

CREATE FUNCTION @.effect_stays() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    held bigint[] := ARRAY(SELECT OLD.position + at FROM unnest(array_prepend(0, OLD.more)) AS at);
    kept bigint[] := '{}';
BEGIN
    IF TG_OP = 'UPDATE' THEN
        kept := ARRAY(SELECT NEW.position + at FROM unnest(array_prepend(0, NEW.more)) AS at);
    END IF;
    IF TG_OP = 'UPDATE' AND NEW.key IS DISTINCT FROM OLD.key OR NOT kept <@ held
        OR EXISTS (
            SELECT 1 FROM unnest(held) AS at JOIN @.entry AS e ON e.position = at
            WHERE e.body IS NOT NULL AND at <> ALL (kept)
        ) THEN
        RAISE EXCEPTION 'eventlog: of an effect only positions whose bodies are erased are taken out'
            USING ERRCODE = 'EL001';
    END IF;
    RETURN CASE TG_OP WHEN 'UPDATE' THEN NEW ELSE OLD END;
END
$$;

CREATE FUNCTION @.effect_is_new() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM added WHERE position <= (SELECT size FROM @.head)) THEN
        RAISE EXCEPTION 'eventlog: an effect comes with its entry' USING ERRCODE = 'EL001';
    END IF;
    RETURN NULL;
END
$$;

CREATE FUNCTION @.head_goes_on() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.size < OLD.size OR NEW.size <> (SELECT coalesce(max(position), 0) FROM @.entry)
        OR NEW.size = OLD.size AND (NEW.frontier <> OLD.frontier OR NEW.recorded IS DISTINCT FROM OLD.recorded)
        OR NEW.size > OLD.size AND (
            NOT EXISTS (SELECT 1 FROM @.batch WHERE position = NEW.size AND recorded = NEW.recorded)
            OR substring(NEW.frontier FROM 1 FOR 8) <> int8send(NEW.size))
        OR NEW.erased <> OLD.erased AND NEW.erased <> (SELECT count(*) FROM @.entry WHERE body IS NULL) THEN
        RAISE EXCEPTION 'eventlog: the head only goes on to the last entry, as its batch and the erased bodies have it'
            USING ERRCODE = 'EL001';
    END IF;
    RETURN NEW;
END
$$;

CREATE FUNCTION @.withheld_is_made_with() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM @.head WHERE size > 0) THEN
        RAISE EXCEPTION 'eventlog: what a copy leaves out is said when the copy is made' USING ERRCODE = 'EL001';
    END IF;
    RETURN NULL;
END
$$;

CREATE TRIGGER entry_is_next AFTER INSERT ON @.entry REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION @.entry_is_next();
CREATE TRIGGER entry_stays BEFORE UPDATE ON @.entry FOR EACH ROW EXECUTE FUNCTION @.entry_stays();
CREATE TRIGGER entry_remains BEFORE DELETE OR TRUNCATE ON @.entry
    FOR EACH STATEMENT EXECUTE FUNCTION @.refuse('an entry is never removed');
CREATE TRIGGER effect_is_new AFTER INSERT ON @.effect REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION @.effect_is_new();
CREATE TRIGGER effect_stays BEFORE UPDATE OR DELETE ON @.effect FOR EACH ROW EXECUTE FUNCTION @.effect_stays();
CREATE TRIGGER effect_remains BEFORE TRUNCATE ON @.effect
    FOR EACH STATEMENT EXECUTE FUNCTION @.refuse('what an entry is found by is never removed');
CREATE TRIGGER batch_remains BEFORE UPDATE OR DELETE OR TRUNCATE ON @.batch
    FOR EACH STATEMENT EXECUTE FUNCTION @.refuse('a batch is never changed');
CREATE TRIGGER head_goes_on BEFORE UPDATE ON @.head FOR EACH ROW EXECUTE FUNCTION @.head_goes_on();
CREATE TRIGGER head_remains BEFORE INSERT OR DELETE OR TRUNCATE ON @.head
    FOR EACH STATEMENT EXECUTE FUNCTION @.refuse('a log has one head, and keeps it');
CREATE TRIGGER meta_stays BEFORE UPDATE OR DELETE OR TRUNCATE ON @.meta
    FOR EACH STATEMENT EXECUTE FUNCTION @.refuse('what the log is is never changed');
CREATE TRIGGER withheld_stays BEFORE UPDATE OR DELETE OR TRUNCATE ON @.withheld
    FOR EACH STATEMENT EXECUTE FUNCTION @.refuse('what a copy leaves out is never changed');
CREATE TRIGGER withheld_is_made_with AFTER INSERT ON @.withheld
    FOR EACH STATEMENT EXECUTE FUNCTION @.withheld_is_made_with();
CREATE TRIGGER version_stays BEFORE UPDATE OR DELETE OR TRUNCATE ON @.version
    FOR EACH STATEMENT EXECUTE FUNCTION @.refuse('what the log is is never changed');
