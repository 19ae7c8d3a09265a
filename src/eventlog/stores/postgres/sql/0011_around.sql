-- What a question is likely to be judged by, by one call instead of a call for each step of the walk that gathers it.
-- It is a guess at what will be asked for, made by looking for names in bodies as they are usually written: it states no
-- rule, and what it misses, or brings in vain, is asked for, or lies unused.

-- How many entries there are and how many are erased (a row without key and kind); entries under some keys (rows with a
-- key; without a position where there is none), and those entries themselves (rows with a kind). Where there are more than
-- `most`, nothing but the first row.
CREATE FUNCTION @.around(question text, most integer) RETURNS TABLE (
    key text, "position" bigint, more integer[], recorded bigint, kind text, body bytea, id text
) LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
DECLARE
    first text[] := ARRAY['q:' || question, 'dq:' || question, 'w:' || question];
    further text[];
    near bigint[];
    told text[];
    speakers text[];
BEGIN
    RETURN QUERY SELECT NULL::text, h.size, NULL::integer[], h.erased, NULL::text, NULL::bytea, NULL::text FROM @.head AS h;
    near := ARRAY(
        SELECT f.position + at FROM @.effect AS f CROSS JOIN LATERAL unnest(array_prepend(0, f.more)) AS at
        WHERE f.key = ANY (first) LIMIT most + 1
    );
    told := ARRAY(SELECT encode(e.body, 'escape') FROM @.entry AS e
        WHERE e.position = ANY (near) AND e.body IS NOT NULL AND cardinality(near) <= most);
    near := near || ARRAY(
        SELECT CASE WHEN length(at) BETWEEN 1 AND 18 AND translate(at, '0123456789', '') = '' THEN at::bigint END
        FROM unnest(told) AS one
        CROSS JOIN LATERAL split_part(split_part(split_part(one, '"report":', 2), ',', 1), '}', 1) AS at
    );
    speakers := ARRAY(
        SELECT split_part(said, '"', 1) FROM unnest(told) AS one
        CROSS JOIN LATERAL unnest(string_to_array(one, '"agent":"')) WITH ORDINALITY AS u(said, piece) WHERE piece > 1
        UNION SELECT split_part(split_part(encode(substring(e.body FROM 1 FOR 8192), 'escape'), '"publisher":"', 2), '"', 1)
        FROM @.entry AS e WHERE e.position = ANY (near) AND starts_with(e.kind, 'report-recorded/')
    );
    further := ARRAY(
        SELECT what || agent FROM unnest(speakers) AS agent CROSS JOIN unnest('{a:,on:}'::text[]) AS what
        WHERE agent <> ''
    );
    FOR wave IN 1 .. 2 LOOP  -- what is about these, and what is about that
        further := ARRAY(
            SELECT 'on:' || e.id FROM @.entry AS e WHERE e.position = ANY (near) AND e.id IS NOT NULL
            UNION SELECT unnest(further)
        );
        near := ARRAY(
            SELECT f.position + at FROM @.effect AS f CROSS JOIN LATERAL unnest(array_prepend(0, f.more)) AS at
            WHERE f.key = ANY (further) UNION SELECT unnest(near) LIMIT most + 1
        );
    END LOOP;
    IF cardinality(near) > most THEN
        RETURN;
    END IF;
    first := first || further;
    RETURN QUERY SELECT wanted.key, f.position, f.more, NULL::bigint, NULL::text, NULL::bytea, NULL::text
        FROM unnest(first) AS wanted(key) LEFT JOIN LATERAL (
            SELECT e.position, e.more FROM @.effect AS e WHERE e.key = wanted.key
        ) AS f ON true;
    RETURN QUERY SELECT NULL::text, e.position, NULL::integer[], e.recorded, e.kind, e.body, e.id FROM @.entry AS e
        WHERE e.position = ANY (near);
END
$$;

-- Nobody may do anything with a log but its owner, and whom the owner lets (see `creating.admit`).
REVOKE ALL ON ALL TABLES IN SCHEMA @ FROM PUBLIC;
REVOKE ALL ON ALL FUNCTIONS IN SCHEMA @ FROM PUBLIC;
