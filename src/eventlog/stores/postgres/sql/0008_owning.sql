-- What only the owner of a log does: take in what was recorded elsewhere, and erase.

-- Put one batch of another log behind the head that the caller holds, as it was: the first of them in an empty log.
CREATE FUNCTION @.restore(
    moment bigint, kinds text[], ids text[], commits bytea[], salts bytea[], bodies bytea[],
    keys text[], firsts integer[], begins integer[], ends integer[], behinds integer[]
) RETURNS @.head LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    before @.head;
BEGIN
    SELECT * INTO STRICT before FROM @.head FOR UPDATE;
    RETURN @.put(before, moment, kinds, ids, commits, salts, bodies, keys, firsts, begins, ends, behinds,
        (SELECT count(*) FROM unnest(bodies) AS body WHERE body IS NULL));
END
$$;

-- Erase body, salt, id and keys of these entries. The guards let through what a redacted entry names.
CREATE FUNCTION @.erase(positions bigint[]) RETURNS @.head LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    held record;
    kept bigint[];
    gone bigint;
    ended @.head;
BEGIN
    SELECT * INTO STRICT ended FROM @.head FOR UPDATE;
    UPDATE @.entry SET body = NULL, salt = NULL, id = NULL WHERE position = ANY (positions) AND body IS NOT NULL;
    GET DIAGNOSTICS gone = ROW_COUNT;
    DELETE FROM @.projection;
    PERFORM FROM @.indexed FOR UPDATE;  -- who is putting words in has done so, or finds that there is less to put in
    DELETE FROM @.word WHERE position = ANY (positions);
    FOR held IN SELECT key, position, more FROM @.effect AS f
        WHERE position = ANY (positions)
            OR more IS NOT NULL AND EXISTS (SELECT 1 FROM unnest(more) AS at WHERE f.position + at = ANY (positions))
    LOOP
        kept := ARRAY(
            SELECT held.position + at FROM unnest(array_prepend(0, held.more)) AS at
            WHERE held.position + at <> ALL (positions) ORDER BY at
        );
        IF kept = '{}' THEN
            DELETE FROM @.effect WHERE key = held.key AND position = held.position;
        ELSE
            UPDATE @.effect SET position = kept[1],
                more = nullif(ARRAY(SELECT (at - kept[1])::integer FROM unnest(kept[2:]) AS at), '{}')
            WHERE key = held.key AND position = held.position;
        END IF;
    END LOOP;
    IF gone > 0 THEN
        UPDATE @.head SET erased = ended.erased + gone RETURNING * INTO ended;
    END IF;
    RETURN ended;
END
$$;
