-- How entries come in. These functions run as the owner of the log; a role that may call `append` and `hold`, and read,
-- can do no more than that.

-- Under the lock that the caller holds: put entries behind a head, and move it. Commits are worked out but for those of
-- erased bodies.
CREATE FUNCTION @.put(
    before @.head, moment bigint, kinds text[], ids text[], commits bytea[], salts bytea[], bodies bytea[],
    keys text[], firsts integer[], mores text[], erased bigint
) RETURNS @.head LANGUAGE plpgsql AS $$
DECLARE
    leaves bytea;
    ended @.head := before;
BEGIN
    WITH given AS MATERIALIZED (
        SELECT before.size + at AS position, kind, id, salt, body,
            CASE WHEN body IS NULL THEN commit_hash ELSE @.commitment(salt, body) END AS commit_hash
        FROM unnest(kinds, ids, commits, salts, bodies) WITH ORDINALITY AS u(kind, id, commit_hash, salt, body, at)
    ), added AS (
        INSERT INTO @.entry (position, recorded, kind, id, commit_hash, salt, body)
        SELECT position, moment, kind, id, commit_hash, salt, body FROM given
    )
    SELECT string_agg(@.leaf(position, moment, commit_hash, kind), ''::bytea ORDER BY position) INTO leaves FROM given;
    INSERT INTO @.effect (key, position, more)
    SELECT key, before.size + first, string_to_array(more, ',')::integer[]
    FROM unnest(keys, firsts, mores) AS u(key, first, more);
    ended.size := before.size + array_length(kinds, 1);
    ended.recorded := moment;
    ended.frontier := @.extended(before.frontier, leaves);
    ended.erased := before.erased + erased;
    INSERT INTO @.batch (position, recorded, root) VALUES (ended.size, moment, @.root(ended.frontier));
    UPDATE @.head SET size = ended.size, recorded = ended.recorded, frontier = ended.frontier, erased = ended.erased;
    RETURN ended;
END
$$;

-- Take the log's lock until the end of the transaction, waiting for so many milliseconds at most.
CREATE FUNCTION @.hold(wait integer) RETURNS @.head
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    found @.head;
BEGIN
    IF current_setting('synchronous_commit') = 'off' THEN
        RAISE EXCEPTION 'eventlog: synchronous_commit is off' USING ERRCODE = 'EL003';
    END IF;
    IF EXISTS (SELECT 1 FROM @.withheld) THEN
        RAISE EXCEPTION '%', (SELECT count(*) FROM @.withheld) USING ERRCODE = 'EL004';
    END IF;
    PERFORM set_config('lock_timeout', wait::text, true);
    SELECT * INTO STRICT found FROM @.head FOR UPDATE;
    RETURN found;
END
$$;

-- Append a batch, by one call: lock the head, look whether the log is as the caller read it, and do the rest.
--
-- expected, erased: how many entries, and how many erased bodies, the log had when the caller read it. Where it has gone
--     on since, nothing is appended, and nothing returned.
CREATE FUNCTION @.append(
    wait integer, expected bigint, erased bigint, moment bigint, kinds text[], ids text[], salts bytea[], bodies bytea[],
    keys text[], firsts integer[], mores text[]
) RETURNS @.head
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    before @.head := @.hold(wait);
    many integer := array_length(kinds, 1);
BEGIN
    IF many IS NULL OR array_length(ids, 1) <> many OR array_length(salts, 1) <> many
        OR array_length(bodies, 1) <> many THEN
        RAISE EXCEPTION 'eventlog: a batch has as many kinds, ids, salts and bodies as entries' USING ERRCODE = 'EL002';
    END IF;
    IF kinds && '{redacted/1,key-rotated/1}' AND NOT pg_has_role(session_user, current_user, 'member') THEN
        RAISE EXCEPTION 'eventlog: only the owner of a log redacts, or changes its key' USING ERRCODE = '42501';
    END IF;
    IF EXISTS (
        SELECT 1 FROM (
            SELECT first, string_to_array(more, ',')::integer[] AS behind FROM unnest(firsts, mores) AS u(first, more)
            OFFSET 0  -- or each text would be read twice
        ) AS u WHERE first NOT BETWEEN 1 AND many OR 1 > ANY (behind) OR many - first < ANY (behind)
    ) THEN
        RAISE EXCEPTION 'eventlog: an effect comes with its entry' USING ERRCODE = 'EL001';
    END IF;
    IF before.size <> expected OR before.erased <> erased THEN
        RETURN NULL;
    END IF;
    RETURN @.put(before, greatest(moment, before.recorded + 1), kinds, ids, NULL, salts, bodies, keys, firsts, mores, 0);
END
$$;
