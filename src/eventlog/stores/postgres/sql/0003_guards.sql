-- What the tables refuse, whoever asks: an owner who forgets, or another program. (An owner who means to can drop all
-- of this. Whether that was done is for proofs to show.) Here are the guards of what stays: entries, and what they are found
-- by.
--
-- A call goes to the function whose arguments fit best, in any schema of the search path: where a stranger may make
-- functions in one of them, that would be the stranger's own rather than the server's, and would run as whoever calls. So
-- whatever is run by others than who made it, and what they run by writing, looks for names nowhere but in pg_catalog.

CREATE FUNCTION @.refuse() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    RAISE EXCEPTION 'eventlog: %', TG_ARGV[0] USING ERRCODE = 'EL001';
END
$$;

-- An entry comes after the last one, and is whole, or has neither body nor salt nor id. One statement looks at all of that,
-- and no expression is planned anew for the rows of each.
CREATE FUNCTION @.entry_is_next() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    low bigint;
    ended bigint;
    whole boolean;
    fits boolean;
BEGIN
    SELECT a.low, h.size, a.whole,
        a.high - a.low + 1 = a.many AND a.low > h.size AND a.earliest > coalesce(h.recorded, a.earliest - 1)
    INTO low, ended, whole, fits
    FROM @.head AS h CROSS JOIN (
        SELECT min(position) AS low, max(position) AS high, count(*) AS many, min(recorded) AS earliest,
            bool_and((kind <> '' AND octet_length(commit_hash) = 32 AND CASE WHEN body IS NULL THEN salt IS NULL
                AND id IS NULL ELSE octet_length(salt) = 32 AND id IS NOT NULL END) IS TRUE) AS whole  -- NULL is passed over
        FROM added
    ) AS a;
    IF low IS NULL THEN
        RETURN NULL;
    END IF;
    IF whole IS NOT TRUE THEN
        RAISE EXCEPTION 'eventlog: an entry has a kind, and a commit; and body, salt and id, or none of these'
            USING ERRCODE = 'EL001';
    END IF;
    IF fits AND low > ended + 1 THEN
        PERFORM FROM @.entry WHERE position = low - 1;
        fits := FOUND;
    END IF;
    IF fits IS NOT TRUE THEN
        RAISE EXCEPTION 'eventlog: an entry is only ever added after the last one' USING ERRCODE = 'EL001';
    END IF;
    RETURN NULL;
END
$$;

-- An entry is never changed; where it is redacted, its salt and its id go with its body.
CREATE FUNCTION @.entry_stays() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF NEW.position IS DISTINCT FROM OLD.position OR NEW.recorded IS DISTINCT FROM OLD.recorded
        OR NEW.kind IS DISTINCT FROM OLD.kind OR NEW.commit_hash IS DISTINCT FROM OLD.commit_hash
        OR NEW.body IS NOT NULL OR NEW.salt IS NOT NULL OR NEW.id IS NOT NULL
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

CREATE FUNCTION @.effect_is_new() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    PERFORM FROM added AS a JOIN @.head AS h ON a.position <= h.size LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'eventlog: an effect comes with its entry' USING ERRCODE = 'EL001';
    END IF;
    RETURN NULL;
END
$$;

CREATE FUNCTION @.effect_stays() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
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
