// By source: a line a source, with a mark where it spoke and a bar until a reader could know it.

const TRACK = { width: 600, height: 30 };

/** The sources of these questions at a moment, by the number of what they said. */
function sourcesOf(questions, moment) {
  const found = new Map();
  for (const question of questions) {
    for (const part of partsIn(question, view.reading, turnAt(question, view.reading, moment))) {
      if (part[PART.role] === ROLE.hidden) continue;
      if (!found.has(part[PART.name])) found.set(part[PART.name], new Map());
      const words = found.get(part[PART.name]);
      if (!words.has(part[PART.claim])) words.set(part[PART.claim], { part, question });
    }
  }
  return [...found].map(([name, words]) => ({ name, words: [...words.values()] }))
    .sort((a, b) => b.words.length - a.words.length || (agentName(a.name) < agentName(b.name) ? -1 : 1));
}

function showSources() {
  const found = sourcesOf(heard(cutMoment()).map(({ question }) => question), cutMoment());
  chips([]);
  const open = opened();
  const items = paged(found).map((source) => sourceItem(source, open.has(`s-${source.name}`), () => {
    const all = opened();
    if (!all.delete(`s-${source.name}`)) all.add(`s-${source.name}`);
    view.open = [...all].join(",");
    show(true);
    $(`b-s-${source.name}`)?.focus();
  }));
  lay("sources", items, "Nobody had said anything by that date.");
  tell(`${cutWords()}: ${found.length} ${found.length === 1 ? "source" : "sources"}. A mark stands where somebody spoke (up: for; down: against; square: neither; hollow: only as possible; faded: no longer standing), a bar where its report may have come out.${beyond()}`);
}

function sourceItem({ name, words }, open, toggle) {
  const count = (roles) => words.filter(({ part }) => roles.includes(book.roles[part[PART.role]])).length;
  const told = [[count(["for"]), "for"], [count(["against"]), "against"], [count(["said", "aside"]), "neither"], [count(["perhaps"]), "only possibly"],
    [count(["withdrawn", "replaced"]), "no longer standing"]].filter(([number]) => number).map(([number, what]) => `${number} ${what}`).join(", ");
  const id = `s-${name}`;
  return h("li.source", null,
    h("div.who", null, h("h3", null, h("button.open", { type: "button", id: `b-${id}`, "aria-expanded": String(open), "aria-controls": id, onclick: toggle },
      h("bdi", null, agentName(name)))), h("p.gist", null, told)),
    track(words, told),
    h("div.detail", { id, hidden: !open }, open ? longList("ul.claims", inOrder(words), 12, ({ part, question }) => {
      const line = claimItem(part, book.roles[part[PART.role]]);
      line.prepend(h("p.question", null, foreign("span", question.words)));
      return line;
    }) : null));
}

const inOrder = (words) => [...words].sort((a, b) => spoken(book.marks[a.part[PART.mark]]) - spoken(book.marks[b.part[PART.mark]]));

/** One line of time, from the first day of the page to its last; words that lie upon each other are drawn once. */
function track(words, told) {
  const [from, to] = [range[0] - 1, range[1] + 1];
  const x = (day) => Math.round(8 + Math.min(1, Math.max(0, (day - from) / (to - from))) * (TRACK.width - 16));
  const drawn = new Map();
  for (const { part } of words) {
    const mark = book.marks[part[PART.mark]];
    const hollow = Boolean(mark[MARK.hedged]) || !part[PART.certain] || part[PART.role] === ROLE.perhaps;
    const row = { mark, hollow, gone: GONE.has(part[PART.role]), part };
    const place = [...(mark[MARK.said] ?? [null, null]), ...mark[MARK.known]].map((day) => (day === null ? "" : x(day)));
    drawn.set(`${place.join()} ${mark[MARK.side]} ${hollow} ${row.gone}`, row);
  }
  const raise = (row) => 15 - row.mark[MARK.side] * 2;
  return h("div.track", null, s("svg", { viewBox: `0 0 ${TRACK.width} ${TRACK.height}`, class: "picture", role: "img", "aria-label": told },
    s("path", { class: "axis", d: `M8 15H${TRACK.width - 8}` }),
    s("path", { class: "cut", d: `M${x(momentEnd())} 1V29` }),
    [...drawn.values()].map((row) => knownBar(row, x, 15, from)), [...drawn.values()].map((row) => spokenMark(row, x, raise(row)))));
}
