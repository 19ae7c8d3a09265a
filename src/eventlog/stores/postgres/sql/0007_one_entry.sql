-- A batch of one entry costs as much in what a statement takes to set up as in its rows: so it has a function of its own,
-- of as few statements as can be.

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
