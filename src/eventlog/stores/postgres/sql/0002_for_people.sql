-- For people: what is recorded, as text.
CREATE VIEW @.entries AS
SELECT position, to_timestamp(0) + recorded * interval '1 microsecond' AS recorded_at, kind, id,
    convert_from(body, 'UTF8') AS body
FROM @.entry;
