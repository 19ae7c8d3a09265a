// The three pictures: what was said and when it could be known, every figure over time, and how each question stood. They
// draw the rows that Python wrote (marks, strokes, turns) and hold no rule; nothing is told by colour alone.

const MARK = { side: 0, hedged: 1, known: 2, said: 3, at: 4 };
const STROKE = { low: 0, high: 1, lowOpen: 2, highOpen: 3, approx: 4, counted: 5, bare: 6 };
const GONE = new Set([ROLE.withdrawn, ROLE.replaced]);
const UP = "M0-6L6 5H-6z";
const DOWN = "M0 6L6-5H-6z";
const SQUARE = "M-4.5-4.5H4.5V4.5H-4.5z";
const SHAPES = ["M-5 0a5 5 0 1 0 10 0a5 5 0 1 0-10 0", "M0 6L5.6-4.5H-5.6z", "M0-6L5.6 4.5H-5.6z", "M-4.6-4.6H4.6V4.6H-4.6z", "M0-6.2L6.2 0L0 6.2L-6.2 0z",
  "M-2-6h4v4h4v4h-4v4h-4v-4h-4v-4h4z"];
const PAPER = 700;
/** How wide a picture may be: as the page, or as a sheet of paper, so that its letters stay as large as the others. */
const room = () => (printing ? PAPER : Math.max(280, Math.min(1040, document.documentElement.clientWidth - 48)));

const pen = document.createElement("canvas").getContext("2d");
const SANS = getComputedStyle(document.documentElement).getPropertyValue("--sans");

/** How wide a text is in a picture, as the browser draws it: a guess by the letter lets capitals run out of the paper. */
function wide(text, { size = 12, weight = 400 } = {}) {
  pen.font = `${weight} ${size}px ${SANS}`;
  return pen.measureText(text).width;
}

/** A text in so much room; what was cut off is an ellipsis. A number is shown whole or not at all. */
function cutShort(text, most, look) {
  const letters = [...text.slice(0, Math.max(8, Math.ceil(most)))];
  if (letters.join("") === text && wide(text, look) <= most) return text;
  let [low, high] = [1, letters.length];
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (wide(`${letters.slice(0, middle).join("")}…`, look) <= most) low = middle;
    else high = middle - 1;
  }
  const kept = letters.slice(0, low).join("");
  return `${(/^[.,]?\d/.test(text.slice(kept.length)) ? kept.replace(/[\d.,]+$/, "") : kept).trimEnd()}…`;
}

const NAME = { weight: 600 };
const OWN = { size: 11.5 };

/** How many are behind some words: one is the same inferred or not; one without a name, as Python tells them apart. */
const sourcesIn = (rows) => new Set(rows.map(({ part }) => part[PART.source])).size;

/** The words of a turn as rows: each claim once, in lines by source; who spoke first stands first. */
function wordRows(parts) {
  const found = new Map();
  for (const part of parts) {
    if ([ROLE.hidden, ROLE.aside].includes(part[PART.role]) || found.has(part[PART.claim])) continue;
    const mark = book.marks[part[PART.mark]];
    const claim = book.claims[part[PART.claim]];
    found.set(part[PART.claim], { part, mark, claim, source: `${part[PART.source]} ${book.agents[part[PART.name]][2]}`, name: agentName(part[PART.name]), answer: phrase(claim[CLAIM.answer]), stroke: claim[CLAIM.stroke],
      hollow: hollowMark(part, mark), gone: GONE.has(part[PART.role]) });
  }
  const rows = [...found.values()];
  const idOf = ({ part }) => book.agents[part[PART.name]][1];
  const first = new Map();
  for (const row of rows) first.set(row.source, Math.min(first.get(row.source) ?? Infinity, spoken(row.mark)));
  return rows.sort((a, b) => first.get(a.source) - first.get(b.source) || idOf(a).localeCompare(idOf(b)) || a.source.localeCompare(b.source) || spoken(a.mark) - spoken(b.mark));
}

/** Whether a word is only as possible: by its own hedge, or because of a vague date; of what is gone, by its hedge. */
const hollowMark = (part, mark) => Boolean(mark[MARK.hedged]) || (!part[PART.certain] && !GONE.has(part[PART.role]));

/** What one source answers, each answer once; of one that none of its words gives any more, that it is gone. */
function answersOf(words) {
  const standing = new Set(words.filter(({ gone }) => !gone).map(({ answer }) => answer));
  return [...new Set(words.map(({ answer }) => answer))].map((answer) => (standing.has(answer) ? answer : `${answer} (no longer)`));
}

/** Answers in so much room: as many as fit, and how many more; of one that is too long its begin, with every hedge behind it. */
function answersIn(answers, most, look) {
  let kept = answers.length;
  const more = () => (kept < answers.length ? `; ${answers.length - kept} more` : "");
  const told = () => answers.slice(0, kept).join("; ") + more();
  while (kept > 1 && wide(told(), look) > most) kept -= 1;
  if (kept > 1 || wide(told(), look) <= most) return told();
  const hedges = answers[0].match(/(?: \([^()]*\))+$/)?.[0] ?? "";
  return cutShort(answers[0].slice(0, answers[0].length - hedges.length), most - wide(hedges + more(), look), look) + hedges + more();
}

/** When a word was said, else when it came out; what has no date stands last. */
const spoken = (mark) => [...(mark[MARK.said] ?? []), ...mark[MARK.known]].find((end) => end !== null) ?? Infinity;

/** The numbers that can stand on one scale, by what most of them count. */
function figureRows(rows) {
  const numbers = rows.filter((row) => row.stroke && row.mark[MARK.side] === 1 && row.mark[MARK.at]);
  const tally = new Map();
  for (const { stroke } of numbers) tally.set(stroke[STROKE.counted], (tally.get(stroke[STROKE.counted]) ?? 0) + 1);
  const most = [...tally].reduce((best, one) => (one[1] > best[1] ? one : best), [null, 0])[0];
  return numbers.filter(({ stroke }) => stroke[STROKE.counted] === most);
}

/** The picture that opens a question: its figures where there are two, else what was said and known. */
function pictureOf(question, parts) {
  const rows = wordRows(parts);
  if (!rows.length) return null;
  const figures = figureRows(rows);
  return figures.length > 1 ? figuresPicture(question, figures, rows) : saidAndKnown(question, rows);
}

function daysShort(from, to) {
  const span = to - from;
  const months = span > 75;
  const form = new Intl.DateTimeFormat("en-GB", { day: months ? undefined : "numeric", month: "short", year: span > 700 || months ? "numeric" : undefined, timeZone: "UTC" });
  return (day) => form.format(new Date(Math.floor(day) * DAY));
}

/** Where an axis of days has its labels: days, weeks, months or years, as many as there is room for. */
function ticksOf(from, to, most) {
  const span = to - from;
  const wanted = Math.max(1, span / most);
  if (wanted <= 14) {
    const step = [1, 2, 7, 14].find((one) => one >= wanted) ?? 14;
    const found = [];
    for (let day = Math.ceil(from); day <= to; day += 1) if ((Math.floor(day) - 4) % step === 0) found.push(day);
    return found;
  }
  const step = [1, 2, 3, 6, 12, 24, 60, 120, 240, 600, 1200, 6000].find((months) => months * 30.4 >= wanted) ?? 12000;
  const begun = new Date(from * DAY);
  const found = [];
  for (let month = begun.getUTCFullYear() * 12 + begun.getUTCMonth(); found.length < 60; month += 1) {
    if (month % step) continue;
    const day = Date.UTC(Math.floor(month / 12), month % 12, 1) / DAY;
    if (day > to) break;
    if (day >= from) found.push(day);
  }
  return found;
}

/** An axis of days below a picture, and the cut as a line with its date; beyond it nothing is shown. */
function dayAxis({ x, from, to, left, right, top, bottom }) {
  const words = daysShort(from, to);
  const ticks = ticksOf(from, to, Math.max(2, (right - left) / 92)).filter((day) => x(day) >= left && x(day) <= right);
  const cut = momentEnd();
  const known = cut >= from && cut <= to ? x(cut) : null;
  const end = known !== null && known > (left + right) / 2;
  return s("g", { class: "days" },
    known !== null && known < right - 1 ? s("rect", { class: "beyond", x: known, y: top, width: right - known, height: bottom - top }) : null,
    s("path", { class: "axis", d: `M${left} ${bottom}H${right}` }),
    ticks.map((day) => s("path", { class: "grid", d: `M${x(day)} ${top}V${bottom}` })), dayLabels(ticks, words, x, bottom + 16, left, right),
    known === null ? null : [s("path", { class: "cut", d: `M${known} ${top - 4}V${bottom}` }),
      s("text", { class: "cut-word", x: known + (end ? 4 : -4), y: top - 8, "text-anchor": end ? "end" : "start" }, `public by ${cutDay()}`)]);
}

/** The labels of an axis of days, none beyond its ends and none upon another. */
function dayLabels(ticks, words, x, y, left, right) {
  let end = -Infinity;
  return ticks.map((day) => {
    const text = words(day);
    const room = wide(text);
    const begin = Math.max(left, Math.min(right - room, x(day) - room / 2));
    if (begin < end + 8) return null;
    end = begin + room;
    return s("text", { x: begin.toFixed(1), y }, text);
  });
}

/** The end of the day that the view is cut at, or the clock time on it, as a place on an axis of days. */
function momentEnd() {
  if (!view.clock) return view.at + 1;
  const [hours, minutes] = view.clock.split(":").map(Number);
  return view.at + (hours * 60 + minutes) / 1440;
}

const bounded = (ends, from, to) => [ends[0] ?? from, ends[1] ?? to];

/** The days between which a picture lies: from the first word to the end of the page. */
function spanOf(places) {
  const known = places.filter((one) => one !== null && one !== undefined);
  const from = Math.min(...known, momentEnd() - 1);
  const to = Math.max(momentEnd(), ...known.filter((one) => one <= momentEnd()), Math.min(range[1] + 1, momentEnd() + (momentEnd() - from) * 0.12));
  const margin = Math.max(0.5, (to - from) * 0.02);
  return [from - margin, to];
}

/** A name in at most two lines in so much room. */
function inTwo(name, most) {
  const first = cutShort(name, most, NAME);
  if (first === name) return [name];
  const at = name.lastIndexOf(" ", first.length - 1);
  return at < 0 ? [first] : [name.slice(0, at), cutShort(name.slice(at + 1), most, NAME)];
}

function lineLabel(name, answers, y, width, narrow) {
  const at = narrow ? 0 : width - 10;
  const anchor = narrow ? "start" : "end";
  const whole = `${name}: ${answers.join("; ")}`;
  if (narrow) {
    const short = cutShort(name, width * 0.62, NAME);
    return s("g", { class: "who" }, s("text", { x: at, y: y - 11, "text-anchor": anchor }, s("tspan", { class: "name" }, short), s("tspan", { class: "own", dx: 6 }, answersIn(answers, width - wide(short, NAME) - 8, OWN))), s("title", null, whole));
  }
  const lines = inTwo(name, width - 14);
  return s("g", { class: "who" },
    lines.map((line, row, all) => s("text", { x: at, y: y - 2 - (all.length - 1) * 6 + row * 13, "text-anchor": anchor, class: "name" }, line)),
    s("text", { x: at, y: y + (lines.length > 1 ? 19 : 12), "text-anchor": anchor, class: "own" }, answersIn(answers, width - 14, OWN)), s("title", null, whole));
}

/** Said and known: a line a source. */
function saidAndKnown(question, rows) {
  const lines = new Map();
  for (const row of rows) {
    if (!lines.has(row.source)) lines.set(row.source, []);
    lines.get(row.source).push(row);
  }
  const shown = [...lines.values()].slice(0, MOST_IN_PICTURE);
  const width = room() - 44;
  const narrow = width < 560;
  const labels = narrow ? width : width > 800 ? 270 : 210;
  const step = narrow ? 46 : shown.some(([{ name }]) => inTwo(name, labels - 14).length > 1) ? 50 : 40;
  const [left, right, top] = [narrow ? 8 : labels, width - 8, 26];
  const bottom = top + shown.length * step + (narrow ? 6 : 0);
  const [from, to] = spanOf(shown.flat().flatMap(({ mark }) => [...(mark[MARK.said] ?? []), ...mark[MARK.known]]));
  const x = (day) => left + Math.min(1, Math.max(0, (day - from) / (to - from))) * (right - left);
  const height = bottom + 22;
  const count = sourcesIn(rows);
  const sources = count === 1 ? "One source" : many(count, "source");
  const legend = [["for", UP], ["against", DOWN], ["neither", SQUARE]].filter(([side]) => rows.some(({ mark }) => SIDE_WORDS[mark[MARK.side] + 1] === side));
  return figure(`Said and known: ${question.words}`, `${sources}, by when they spoke and when a reader could know it.`,
    s("svg", { viewBox: `0 0 ${width} ${height}`, class: "picture said-known", role: "img", "aria-label": `${sources}: ${shown.map((words) => `${words[0].name}, ${answersOf(words).join("; ")}`).join(". ")}.` },
      dayAxis({ x, from, to, left, right, top, bottom }),
      shown.map((words, at) => {
        const y = top + (at + 0.5) * step + (narrow ? 10 : 0);
        return s("g", { "data-source": words[0].name },
          lineLabel(words[0].name, answersOf(words), y, labels, narrow),
          words.map((row) => knownBar(row, x, y, from)), words.map((row) => spokenMark(row, x, y)));
      })),
    [...legend.map(([side, shape]) => [s("path", { class: `tip side-${side}`, d: shape }), side === "neither" ? "neither" : `${side} it`]),
      ...(rows.some(({ hollow }) => hollow) ? [[s("path", { class: "tip side-for hollow", d: UP }), "hollow: only as possible"]] : []), [s("path", { class: "out", d: "M-7 0H4M4-6V6" }), "bar: may have come out; its end: a reader could know it"],
      ...waysOf(rows), [s("path", { class: "cut", d: "M0-8V8" }), "the date asked for"]],
    rowsTable(["source", "answer", "said", "public", "in"], rows.map((row) => [row.name, row.answer + (row.gone ? " (no longer standing)" : row.hollow ? " (only as possible)" : ""),
      row.mark[MARK.said] ? row.claim[CLAIM.said] : "not said when", publishedWords(row.part), book.reports[row.claim[CLAIM.report]][REPORT.title]])),
    lines.size > shown.length ? `${many(lines.size - shown.length, "more source is", "more sources are")} ${printing ? "not drawn" : "in the table"}.` : "");
}

/** What is drawn of the way from a word to its reader, beside the bar: each sign that the picture has. */
function waysOf(rows) {
  const cut = momentEnd();
  const said = rows.filter(({ mark }) => mark[MARK.said]);
  return [
    [rows, ({ mark: { [MARK.known]: [, late] } }) => late === null || late > cut, "bar open", "dashed: not certainly out"],
    [said, ({ mark }) => mark[MARK.known][0] !== null && mark[MARK.known][0] > (mark[MARK.said][1] ?? mark[MARK.said][0]), "between", "dotted: said, not out yet"],
    [said, ({ mark }) => mark[MARK.said][0] !== mark[MARK.said][1], "vague-said", "coloured band: said some time within"],
  ].filter(([some, drawn]) => some.some(drawn)).map(([, , look, words]) => [s("path", { class: look, d: "M-9 0H9" }), words]);
}

const MOST_IN_PICTURE = 24;
const SIDE_WORDS = ["against", "neither", "for"];

/** From when a report may have come out (a bar) until a reader could know it (its end), and from the word to there. */
function knownBar({ mark, gone }, x, y, from) {
  const cut = momentEnd();
  const faded = gone ? " gone" : "";
  const [early, late] = mark[MARK.known];
  const begin = x(early ?? from);
  const open = late === null || late > cut;
  const end = x(open ? cut : late);
  const said = mark[MARK.said];
  const word = said ? x(said[1] ?? said[0] ?? early ?? from) : begin;
  return s("g", { class: `known${faded}` },
    begin > word ? s("path", { class: "between", d: `M${word} ${y}H${begin}` }) : null,
    end > begin ? s("path", { class: open ? "bar open" : "bar", d: `M${begin} ${y}H${end}` }) : null,
    open ? null : s("path", { class: "out", d: `M${end} ${y - 8}V${y + 8}` }));
}

/** The mark of a word: where it was said (a soft bar where that is vague), else where it came out. */
function spokenMark({ mark, hollow, gone, part }, x, y) {
  const said = mark[MARK.said];
  const [early, late] = said ? bounded(said, said[1] ?? mark[MARK.known][1], said[0] ?? mark[MARK.known][0]) : [mark[MARK.known][0] ?? mark[MARK.known][1], mark[MARK.known][0] ?? mark[MARK.known][1]];
  if (early === null || early === undefined) return null;
  const side = SIDE_WORDS[mark[MARK.side] + 1];
  const middle = (x(early) + x(late)) / 2;
  return s("g", { class: `spoken side-${side}${hollow ? " hollow" : ""}${gone ? " gone" : ""}`, "data-entry": book.claims[part[PART.claim]][CLAIM.entry] },
    x(late) - x(early) > 8 ? s("path", { class: "vague-said", d: `M${x(early)} ${y}H${x(late)}` }) : null,
    s("path", { class: `tip side-${side}${hollow ? " hollow" : ""}`, d: { for: UP, against: DOWN, neither: SQUARE }[side], transform: `translate(${middle.toFixed(1)} ${y})` }));
}

/** A picture with its title, what it shows in a sentence, its signs, and the same as a table. */
function figure(title, sentence, picture, signs, table, note = "") {
  return h("figure.drawn", null,
    h("figcaption", null, h("strong", null, title.split(": ")[0]), " ", h("span.fine", null, sentence)),
    picture,
    h("p.signs", { "aria-hidden": "true" }, signs.map(([mark, words]) => h("span", null, s("svg", { viewBox: "-9 -9 18 18", width: 15, height: 15 }, mark), words))),
    note ? h("p.fine", null, note) : null,
    h("details.rows", null, h("summary", null, "The same as a table"), table));
}

const rowsTable = (heads, rows) => h("div.scroll", { tabindex: "0", role: "group", "aria-label": "Table of the picture" }, h("table", null,
  h("thead", null, h("tr", null, heads.map((one) => h("th", { scope: "col" }, one)))),
  h("tbody", null, rows.map(([first, ...rest]) => h("tr", null, h("th", { scope: "row" }, foreign("span", first)), rest.map((one) => h("td", null, foreign("span", one))))))));
