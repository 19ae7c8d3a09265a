-- Words by which entries may be found: derived from the bodies, filled by the owner when words are looked for, and never
-- asked for more than what may hold them. `words` is null where a body holds more than a tsvector can: that entry is looked
-- at every time. `indexed` says up to which position words are here, and how they were folded.

CREATE TABLE @.word (
    position bigint PRIMARY KEY,
    kind text COLLATE "C" NOT NULL,
    words tsvector
);

CREATE INDEX word_words ON @.word USING gin (words);
CREATE INDEX word_all ON @.word (position) WHERE words IS NULL;

CREATE TABLE @.indexed (
    one boolean PRIMARY KEY DEFAULT true CHECK (one),
    upto bigint NOT NULL,
    folding text NOT NULL
);

INSERT INTO @.indexed (upto, folding) VALUES (0, '');
