-- How entries come in. These functions run as the owner of the log; a role that may call `append` and `hold`, and read,
-- can do no more than that.

-- Under the lock that the caller holds: put entries behind a head, and move it. Commits are worked out but for those of
-- erased bodies.
--
-- keys, firsts, begins, ends, behinds: under which keys they are found, one row a key: the first entry (from 1), and
--     which stretch of `behinds` says how far behind it the others stand.
--
-- Who follows the log is told by this transaction, when it is at an end: one more would be written to the disk for it.
-- Where the server's queue for that is nearly full, since some program has stopped reading it, nothing is told, for
-- otherwise nothing could be recorded: a follower looks now and then by itself.
CREATE FUNCTION @.put(
    before @.head, moment bigint, kinds text[], ids text[], commits bytea[], salts bytea[], bodies bytea[],
    keys text[], firsts integer[], begins integer[], ends integer[], behinds integer[], erased bigint
) RETURNS @.head LANGUAGE plpgsql AS $$
DECLARE
    leaves bytea;
    ended @.head := before;
BEGIN
    WITH added AS (
        INSERT INTO @.entry (position, recorded, kind, id, commit_hash, salt, body)
        SELECT before.size + at, moment, kind, id,
            CASE WHEN body IS NULL THEN commit_hash ELSE @.commitment(salt, body) END, salt, body
        FROM unnest(kinds, ids, commits, salts, bodies) WITH ORDINALITY AS u(kind, id, commit_hash, salt, body, at)
        RETURNING entry.position, entry.commit_hash, entry.kind
    )
    SELECT string_agg(@.leaf(position, moment, commit_hash, kind), ''::bytea ORDER BY position) INTO leaves FROM added;
    INSERT INTO @.effect (key, position, more)
    SELECT key, before.size + first, nullif(behinds[begun:upto], '{}')
    FROM unnest(keys, firsts, begins, ends) AS u(key, first, begun, upto);
    ended.size := before.size + array_length(kinds, 1);
    ended.recorded := moment;
    ended.frontier := @.extended(before.frontier, leaves);
    ended.erased := before.erased + erased;
    INSERT INTO @.batch (position, recorded, root) VALUES (ended.size, moment, @.root(ended.frontier));
    UPDATE @.head SET size = ended.size, recorded = ended.recorded, frontier = ended.frontier, erased = ended.erased;
    IF pg_notification_queue_usage() < 0.9 THEN
        PERFORM pg_notify('eventlog_' || btrim('@.', '".'), '');
    END IF;
    RETURN ended;
END
$$;

-- Take the log's lock until the end of the transaction, waiting for so many milliseconds at most.
CREATE FUNCTION @.hold(wait integer) RETURNS @.head
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    waiting text := set_config('lock_timeout', wait::text, true);
    found @.head;
BEGIN
    IF current_setting('synchronous_commit') = 'off' THEN
        RAISE EXCEPTION 'eventlog: synchronous_commit is off' USING ERRCODE = 'EL003';
    END IF;
    SELECT * INTO found FROM @.head AS h WHERE NOT EXISTS (SELECT 1 FROM @.withheld) FOR UPDATE OF h;
    IF found.size IS NULL THEN
        IF EXISTS (SELECT 1 FROM @.withheld) THEN
            RAISE EXCEPTION '%', (SELECT count(*) FROM @.withheld) USING ERRCODE = 'EL004';
        END IF;
        RAISE no_data_found;
    END IF;
    RETURN found;
END
$$;

-- A body in which positions are others than when it was written.
--
-- ats: where in the body they stand (bytes from 0), the last one first; ones: which entries of the batch they are of.
CREATE FUNCTION @.moved(body bytea, ats integer[], ones integer[], written bigint, now bigint) RETURNS bytea
LANGUAGE plpgsql STABLE AS $$
BEGIN
    FOR one IN 1 .. array_length(ats, 1) LOOP
        body := overlay(body PLACING convert_to((now + ones[one])::text, 'UTF8')
            FROM ats[one] + 1 FOR length((written + ones[one])::text));
    END LOOP;
    RETURN body;
END
$$;

-- Append a batch, by one call: lock the head, look whether the log is as the caller read it, and do the rest.
-- The caller need not have looked: what it takes for granted is looked at here.
--
-- expected, erased: how many entries, and how many erased bodies, the log had when the caller read it. Where it has gone
--     on since, nothing is appended, and nothing returned; but
-- moving: the batch is put behind what came, if nothing is under `watched` keys `since` a position, nothing at all under
--     `silent` ones, and nothing has one of the `absent` ids. (That it has one of the batch's own is for the index of ids
--     to see.) Then the positions that bodies name are raised: `holes` says in which body, `ats` where, `ones` of which
--     entry of the batch.
-- edge: the frontier of that log, from a caller that has not read it just now: it must be the beginning of this one, and
--     the same is looked at where nothing came. Null from one that has.
CREATE FUNCTION @.append(
    wait integer, expected bigint, erased bigint, edge bytea, moment bigint,
    kinds text[], ids text[], salts bytea[], bodies bytea[],
    keys text[], firsts integer[], begins integer[], ends integer[], behinds integer[],
    moving boolean, watched text[], since bigint, silent text[], absent text[], holes integer[], ats integer[], ones integer[]
) RETURNS @.head
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    before @.head := @.hold(wait);
    many integer := array_length(kinds, 1);
    moved boolean := before.size <> expected;
    placed boolean;
BEGIN
    IF many IS NULL OR array_length(ids, 1) <> many OR array_length(salts, 1) <> many
        OR array_length(bodies, 1) <> many THEN
        RAISE EXCEPTION 'eventlog: a batch has as many kinds, ids, salts and bodies as entries' USING ERRCODE = 'EL002';
    END IF;
    IF kinds && '{redacted/1,key-rotated/1}' AND NOT pg_has_role(session_user, current_user, 'member') THEN
        RAISE EXCEPTION 'eventlog: only the owner of a log redacts, or changes its key' USING ERRCODE = '42501';
    END IF;
    placed := 1 <= ALL (firsts) AND many >= ALL (firsts);
    IF placed AND behinds <> '{}' THEN
        placed := NOT EXISTS (
            SELECT 1 FROM unnest(firsts, begins, ends) AS u(first, begun, upto)
            WHERE 1 > ANY (behinds[begun:upto]) OR many - first < ANY (behinds[begun:upto])
        );
    END IF;
    IF placed IS NOT TRUE THEN
        RAISE EXCEPTION 'eventlog: an effect comes with its entry' USING ERRCODE = 'EL001';
    END IF;
    IF before.erased <> erased OR moved AND (NOT moving OR before.size < expected) THEN
        RETURN NULL;
    END IF;
    IF moved OR edge IS NOT NULL THEN
        IF EXISTS (SELECT 1 FROM @.effect WHERE key = ANY (watched) AND position > since)
            OR EXISTS (SELECT 1 FROM @.effect WHERE key = ANY (silent))
            OR EXISTS (SELECT 1 FROM @.entry WHERE id = ANY (absent)) THEN
            RETURN NULL;
        END IF;
    END IF;
    IF NOT moved THEN
        IF before.frontier <> edge THEN
            RETURN NULL;
        END IF;
    ELSIF edge IS NOT NULL THEN
        IF NOT EXISTS (SELECT 1 FROM @.batch WHERE position = expected AND root = @.root(edge)) THEN
            RETURN NULL;
        END IF;
    END IF;
    IF moved AND holes <> '{}' THEN
        IF (SELECT count(*) = count(DISTINCT hole) FROM unnest(holes) AS hole) THEN  -- as `moved` does it, in place
            bodies := ARRAY(
                SELECT CASE WHEN hole IS NULL THEN body ELSE overlay(body PLACING
                    convert_to((before.size + one)::text, 'UTF8') FROM at + 1 FOR length((expected + one)::text)) END
                FROM unnest(bodies) WITH ORDINALITY AS b(body, place)
                LEFT JOIN unnest(holes, ats, ones) AS h(hole, at, one) ON hole = place ORDER BY place
            );
        ELSE
            bodies := ARRAY(
                SELECT CASE WHEN u.ats IS NULL THEN body ELSE @.moved(body, u.ats, u.ones, expected, before.size) END
                FROM unnest(bodies) WITH ORDINALITY AS b(body, place) LEFT JOIN (
                    SELECT hole, array_agg(at ORDER BY at DESC), array_agg(one ORDER BY at DESC)
                    FROM unnest(holes, ats, ones) AS h(hole, at, one) GROUP BY hole
                ) AS u(hole, ats, ones) ON hole = place ORDER BY place
            );
        END IF;
    END IF;
    RETURN @.put(before, greatest(moment, before.recorded + 1), kinds, ids, NULL, salts, bodies,
        keys, firsts, begins, ends, behinds, 0);
END
$$;
