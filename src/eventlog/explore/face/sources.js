// By source: who said what when, on the press clock, one line for each source.

const TRACK = { width: 600, height: 26 };
const MARKS = { for: "M0-5L5 4H-5z", against: "M0 5L5-4H-5z", said: "M-4-4H4V4H-4z", aside: "M-3 0h6", perhaps: "M0-4L4 0L0 4L-4 0z",
  withdrawn: "M-4-4L4 4M4-4L-4 4", replaced: "M-4-4L4 4M4-4L-4 4" };

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

function sourceItem({ name, words }, open, toggle) {
  const count = (roles) => words.filter(({ part }) => roles.includes(book.roles[part[PART.role]])).length;
  const told = [[count(["for"]), "for"], [count(["against"]), "against"], [count(["said", "aside"]), "neither"], [count(["perhaps"]), "only possibly"],
    [count(["withdrawn", "replaced"]), "no longer standing"]].filter(([number]) => number).map(([number, what]) => `${number} ${what}`).join(", ");
  const id = `s-${name}`;
  const item = h("li.source", null,
    h("div.who", null, h("h3", null, h("button.open", { type: "button", id: `b-${id}`, "aria-expanded": String(open), "aria-controls": id, onclick: toggle },
      h("bdi", null, agentName(name)))), h("p.gist", null, told)),
    track(words, told),
    h("div.detail", { id, hidden: !open }, open ? longList("ul.claims", inOrder(words), 12, ({ part, question }) => {
      const line = claimItem(part, book.roles[part[PART.role]]);
      line.prepend(h("p.question", null, foreign("span", question.words)));
      return line;
    }) : null));
  return item;
}

const daysOf = ({ part }) => book.reports[book.claims[part[PART.claim]][CLAIM.report]][REPORT.days];
const inOrder = (words) => [...words].sort((a, b) => (daysOf(a)[0] ?? 0) - (daysOf(b)[0] ?? 0));

/** One line of time: a mark where a report came out, a bar where its date is vague. */
function track(words, told) {
  const span = Math.max(1, range[1] - range[0]);
  const x = (day) => 10 + Math.min(1, Math.max(0, (day - range[0]) / span)) * (TRACK.width - 20);
  const [bars, marks] = [new Map(), new Map()];
  for (const word of words) {
    const [early, late] = daysOf(word);
    const role = book.roles[word.part[PART.role]];
    const [from, to] = [x(early ?? range[0]), x(late ?? range[1])];
    if (early !== late) bars.set(`${from.toFixed(0)}-${to.toFixed(0)}`, [from, to]);
    const at = view.reading === "certain" && late !== null ? to : from;
    marks.set(`${at.toFixed(0)} ${role}`, [at, role]);
  }
  const raise = { for: -1, against: 1 };
  return h("div.track", null, s("svg", { viewBox: `0 0 ${TRACK.width} ${TRACK.height}`, role: "img", "aria-label": told },
    s("path", { class: "axis", d: `M10 13H${TRACK.width - 10}` }),
    [...bars.values()].map(([from, to]) => s("path", { class: "vague", d: `M${from} 13H${to}` })),
    s("path", { class: "now", d: `M${x(view.at)} 1V25` }),
    [...marks.values()].map(([at, role]) => s("path", { class: `spot role-${role}`, d: MARKS[role], transform: `translate(${at} ${13 + (raise[role] ?? 0) * 2})` }))));
}
