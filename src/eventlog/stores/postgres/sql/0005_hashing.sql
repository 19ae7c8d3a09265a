-- The tree of RFC 9162, in the server's own sha256(): what proof.frontier does, a level at a time. Hashes stand one after
-- the other in one value, so that what is to be hashed together stands together already.

-- Stable, as convert_to is, for only so the server puts it in place of the call.
CREATE FUNCTION @.leaf(at bigint, recorded bigint, commit_hash bytea, kind text) RETURNS bytea
LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT sha256('\x00'::bytea || 'eventlog/entry/v1\012'::bytea || int8send(at) || int8send(recorded) || commit_hash
        || convert_to(kind, 'UTF8'))
$$;

CREATE FUNCTION @.commitment(salt bytea, body bytea) RETURNS bytea
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT sha256('eventlog/body/v1\012'::bytea || salt || body)
$$;

-- The frontier after these leaves (32 bytes each, one after the other).
CREATE FUNCTION @.extended(frontier bytea, leaves bytea) RETURNS bytea LANGUAGE plpgsql IMMUTABLE AS $$
DECLARE
    size bigint := ('x' || encode(substring(frontier FROM 1 FOR 8), 'hex'))::bit(64)::bigint;
    edge bytea := substring(frontier FROM 9);
    pending bigint := size;
    level bytea := leaves;
    kept bytea := '';
    many bigint := octet_length(leaves) / 32;
BEGIN
    size := size + many;
    WHILE many > 0 LOOP
        IF pending & 1 = 1 THEN
            level := substring(edge FROM octet_length(edge) - 31) || level;
            edge := substring(edge FROM 1 FOR octet_length(edge) - 32);
            many := many + 1;
        END IF;
        IF many & 1 = 1 THEN
            kept := substring(level FROM octet_length(level) - 31) || kept;
        END IF;
        many := many / 2;
        IF many = 1 THEN
            level := sha256('\x01'::bytea || substring(level FROM 1 FOR 64));
        ELSIF many > 1 THEN
            SELECT string_agg(sha256('\x01'::bytea || substring(level FROM at FOR 64)), ''::bytea ORDER BY at)
            INTO level FROM generate_series(1, many::integer * 64, 64) AS at;
        END IF;
        pending := pending >> 1;
    END LOOP;
    RETURN int8send(size) || edge || kept;
END
$$;

CREATE FUNCTION @.root(frontier bytea) RETURNS bytea LANGUAGE plpgsql IMMUTABLE AS $$
DECLARE
    many integer := octet_length(frontier) / 32;
    found bytea;
BEGIN
    IF many = 0 THEN
        RETURN sha256('');
    END IF;
    found := substring(frontier FROM 9 + 32 * (many - 1) FOR 32);
    FOR at IN REVERSE many - 2 .. 0 LOOP
        found := sha256('\x01'::bytea || substring(frontier FROM 9 + 32 * at FOR 32) || found);
    END LOOP;
    RETURN found;
END
$$;
