-- A batch of one entry costs as much in what a statement takes to set up as in its rows: so it has a function of its own,
-- of as few statements as can be, and what the tables refuse is looked at in the guards, by fewer statements too. A CHECK
-- is read anew from the catalogue for each statement that writes to its table, so what those did is done by the guards.

ALTER TABLE @.entry DROP CONSTRAINT entry_kind_check, DROP CONSTRAINT entry_commit_hash_check,
    DROP CONSTRAINT entry_salt_check, DROP CONSTRAINT entry_check;
ALTER TABLE @.batch DROP CONSTRAINT batch_root_check;
ALTER TABLE @.head DROP CONSTRAINT head_one_check;

-- As in 0010, and an entry is whole, or has neither body nor salt nor id.
CREATE OR REPLACE FUNCTION @.entry_is_next() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
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

-- As in 0002, and with a body go its salt and its id.
CREATE OR REPLACE FUNCTION @.entry_stays() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
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

-- As in 0002.
CREATE OR REPLACE FUNCTION @.effect_is_new() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    PERFORM FROM added AS a JOIN @.head AS h ON a.position <= h.size LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'eventlog: an effect comes with its entry' USING ERRCODE = 'EL001';
    END IF;
    RETURN NULL;
END
$$;

-- As in 0009, and a root has 32 bytes.
CREATE OR REPLACE FUNCTION @.batch_is_of_now() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
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

-- As in 0010, by one statement where no body was erased.
CREATE OR REPLACE FUNCTION @.head_goes_on() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
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

-- Append one entry, which names no other of its batch: as `append` does it, by one call, and waiting for the lock as long
-- as the session does.
CREATE FUNCTION @.append_one(
    expected bigint, erased bigint, edge bytea, moment bigint, kind text, id text, salt bytea, body bytea, keys text[],
    moving boolean, watched text[], since bigint, silent text[], absent text[]
) RETURNS @.head
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    head @.head;
    at bigint;
    copied boolean;
    came boolean;
    hashed bytea;
BEGIN
    IF current_setting('synchronous_commit') = 'off' THEN
        RAISE EXCEPTION 'eventlog: synchronous_commit is off' USING ERRCODE = 'EL003';
    END IF;
    SELECT * INTO STRICT head FROM @.head FOR UPDATE;
    SELECT true INTO copied FROM @.withheld
    UNION ALL SELECT false FROM @.effect AS f WHERE f.key = ANY (silent)
    UNION ALL SELECT false FROM @.entry AS e WHERE e.id = ANY (absent) LIMIT 1;
    IF copied THEN
        RAISE EXCEPTION '%', (SELECT count(*) FROM @.withheld) USING ERRCODE = 'EL004';
    END IF;
    came := copied IS NOT NULL;
    IF kind IN ('redacted/1', 'key-rotated/1') AND NOT pg_has_role(session_user, current_user, 'member') THEN
        RAISE EXCEPTION 'eventlog: only the owner of a log redacts, or changes its key' USING ERRCODE = '42501';
    END IF;
    IF watched <> '{}' THEN
        PERFORM FROM @.effect AS f WHERE f.key = ANY (watched) AND f.position > since LIMIT 1;
        came := came OR FOUND;
    END IF;
    IF head.frontier <> edge THEN
        PERFORM FROM @.batch AS b WHERE b.position = expected AND expected < head.size AND b.root = @.root(edge);
        came := came OR NOT FOUND;
    END IF;
    IF came OR head.erased <> erased OR head.size <> expected AND (NOT moving OR head.size < expected) THEN
        RETURN NULL;
    END IF;
    at := head.size + 1;
    moment := greatest(moment, head.recorded + 1);
    hashed := @.commitment(salt, body);
    head.frontier := @.extended(head.frontier, @.leaf(at, moment, hashed, kind));
    WITH found_by AS (
        INSERT INTO @.effect (key, position) SELECT unnest(keys), at
    ), ended AS (
        INSERT INTO @.batch (position, recorded, root) VALUES (at, moment, @.root(head.frontier))
    )
    INSERT INTO @.entry (position, recorded, kind, id, commit_hash, salt, body)
    VALUES (at, moment, kind, id, hashed, salt, body);
    UPDATE @.head AS h SET size = at, recorded = moment, frontier = head.frontier;
    IF pg_notification_queue_usage() < 0.9 THEN  -- see `put`
        PERFORM pg_notify('eventlog_' || btrim('@.', '".'), '');
    END IF;
    head.size := at;
    head.recorded := moment;
    RETURN head;
END
$$;

-- Who was let append before may append now.
DO $$
DECLARE
    role text;
BEGIN
    FOR role IN
        SELECT DISTINCT given.grantee::regrole::text FROM pg_proc AS p CROSS JOIN LATERAL aclexplode(p.proacl) AS given
        WHERE p.pronamespace = btrim('@.', '".')::regnamespace AND p.proname = 'append' AND given.grantee NOT IN (0, p.proowner)
    LOOP
        EXECUTE 'GRANT EXECUTE ON FUNCTION @.append_one(bigint, bigint, bytea, bigint, text, text, bytea, bytea, text[], '
            'boolean, text[], bigint, text[], text[]) TO ' || role;
    END LOOP;
END
$$;

REVOKE ALL ON FUNCTION @.append_one(
    bigint, bigint, bytea, bigint, text, text, bytea, bytea, text[], boolean, text[], bigint, text[], text[]
) FROM PUBLIC;
