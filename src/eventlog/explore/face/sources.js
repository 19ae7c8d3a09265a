// By source: a line a source, with a mark where it spoke and a bar until a reader could know it.

const TRACK = { width: 600, height: 30, beside: 276, besideOnPaper: 216 };

/** How wide the line of a source is: asked once for all of them, since asking makes the browser lay the page out. */
const trackWidth = () => (narrowPage() ? room() : room() - (printing ? TRACK.besideOnPaper : TRACK.beside));

/** The sources of these questions, by the number of what they said. */
function sourcesOf(asked) {
  const found = new Map();
  for (const { question, turn, state } of asked) {
    for (const part of partsIn(question, view.reading, turn)) {
      if (part[PART.role] === ROLE.hidden) continue;
      if (!found.has(part[PART.name])) found.set(part[PART.name], new Map());
      const words = found.get(part[PART.name]);
      if (!words.has(part[PART.claim])) words.set(part[PART.claim], { part, question, state });
    }
  }
  return [...found].map(([name, words]) => ({ name, words: [...words.values()] }))
    .sort((a, b) => b.words.length - a.words.length || (agentName(a.name) < agentName(b.name) ? -1 : 1));
}

function showSources() {
  const every = heard(cutMoment());
  const found = sourcesOf(every);
  const [out, perhaps] = [true, false].map((wanted) => found.filter(({ words }) => anyOut(words.map(({ part }) => part)) === wanted).map(({ name }) => book.agents[name][1]));
  const named = new Set(out);
  chips([]);
  const open = opened();
  TRACK.width = trackWidth();
  const items = paged(found).map((source) => sourceItem(source, open.has(`s-${source.name}`), () => {
    const all = opened();
    if (!all.delete(`s-${source.name}`)) all.add(`s-${source.name}`);
    view.open = [...all].join(",");
    show(true);
    $(`b-s-${source.name}`)?.focus();
  }));
  if (items.length) items.unshift(trackDays());
  lay("sources", items, "Nothing of any source was public by that date.");
  tell(`${cutWords()}: ${many(named.size, "source")} by name${besides(new Set(perhaps.filter((id) => !named.has(id))).size, "source")}.${withheldOf(every)} A mark stands where a source spoke (up: for; down: against; square: neither; hollow: only as possible; faded: no longer standing), a bar where its report may have come out (dashed: not certainly), dotted from the word to there; a coloured band: said some time within.${beyond()}`);
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
    h("div.detail", { id, hidden: !open }, open ? longList("ul.claims", inOrder(words), 12, claimOfQuestion) : null));
}

/** A claim with the question that it speaks of. */
function claimOfQuestion(word) {
  const line = claimItem(word.part, book.roles[word.part[PART.role]]);
  line.prepend(questionLine(word));
  return line;
}

const inOrder = (words) => [...words].sort((a, b) => spoken(book.marks[a.part[PART.mark]]) - spoken(book.marks[b.part[PART.mark]]));

/** The days along which the lines of all sources run. */
function trackDays() {
  const [from, to] = [range[0] - 1, range[1] + 1];
  const x = (day) => 8 + ((day - from) / (to - from)) * (TRACK.width - 16);
  const words = daysShort(from, to);
  return h("li.track-days", { "aria-hidden": "true" }, h("span"), h("div.track", null, s("svg", { viewBox: `0 0 ${TRACK.width} 14`, class: "picture" },
    dayLabels(ticksOf(from, to, TRACK.width / 90), words, x, 10, 0, TRACK.width))));
}

const PLACED = { for: (x, y) => `M${x} ${y - 6}l6 11h-12z`, against: (x, y) => `M${x} ${y + 6}l6-11h-12z`, neither: (x, y) => `M${x - 4.5} ${y - 4.5}h9v9h-9z` };

/**
 * One line of time, from the first day of the page to its last. A source may have said hundreds of things: all that looks
 * alike is one path, and words that lie upon each other are drawn once.
 */
function track(words, told) {
  const [from, to, cut] = [range[0] - 1, range[1] + 1, momentEnd()];
  const x = (day) => Math.round(8 + Math.min(1, Math.max(0, (day - from) / (to - from))) * (TRACK.width - 16));
  const paths = new Map();
  const add = (kind, path) => {
    if (!paths.has(kind)) paths.set(kind, new Set());
    paths.get(kind).add(path);
  };
  for (const { part } of words) {
    const mark = book.marks[part[PART.mark]];
    const [side, gone] = [SIDE_WORDS[mark[MARK.side] + 1], GONE.has(part[PART.role]) ? " gone" : ""];
    const hollow = hollowMark(part, mark) ? " hollow" : "";
    const [early, late] = mark[MARK.known];
    const said = mark[MARK.said];
    const open = late === null || late > cut;
    const [begin, end] = [x(early ?? from), x(open ? cut : late)];
    const [first, last] = said ? [x(said[0] ?? said[1] ?? from), x(said[1] ?? said[0] ?? cut)] : [x(early ?? late ?? from), x(early ?? late ?? from)];
    if (begin > last) add(`between${gone}`, `M${last} 15H${begin}`);
    if (end > begin) add(`bar${open ? " open" : ""}${gone}`, `M${begin} 15H${end}`);
    if (!open) add(`out${gone}`, `M${end} 7V23`);
    if (last - first > 8) add(`vague-said${gone}`, `M${first} 15H${last}`);
    add(`tip side-${side}${hollow}${gone}`, PLACED[side]((first + last) / 2, 15 - mark[MARK.side] * 2));
  }
  const order = ["between", "bar", "out", "vague-said", "tip"];
  const drawn = [...paths].sort(([a], [b]) => order.indexOf(a.split(" ")[0]) - order.indexOf(b.split(" ")[0]));
  return h("div.track", null, s("svg", { viewBox: `0 0 ${TRACK.width} ${TRACK.height}`, class: "picture", role: "img", "aria-label": told },
    s("path", { class: "axis", d: `M8 15H${TRACK.width - 8}` }), s("path", { class: "cut", d: `M${x(cut)} 1V29` }),
    drawn.map(([kind, all]) => s("path", { class: kind, d: [...all].join("") }))));
}
