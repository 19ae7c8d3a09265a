// How each question stood: a ribbon a question, the status from day to day; above with dates read late, below with dates
// read early. Hatching and sign say what colour says. A click sets the date and opens the question; so do the arrow keys.

const MOST_RIBBONS = 6;
const RIBBON = 24;

/**
 * The hatching of a piece, as lines. No pattern of SVG: a printer turns each use of one into a picture of its own, and a
 * sheet of ribbons into megabytes.
 */
function hatching(status, x, y, width, height) {
  const kind = LOOKS[status]?.hatch;
  const slanted = (up) => {
    const found = [];
    for (let at = -height; at < width; at += 6) {
      const [begin, end] = [Math.max(0, -at), Math.min(height, width - at)];
      if (begin < end) found.push(`M${(x + at + begin).toFixed(1)} ${(up ? y + height - begin : y + begin).toFixed(1)}L${(x + at + end).toFixed(1)} ${(up ? y + height - end : y + end).toFixed(1)}`);
    }
    return found.join("");
  };
  const level = (...heights) => heights.map((one) => `M${x.toFixed(1)} ${y + height * one}h${width.toFixed(1)}`).join("");
  const paths = { lines: () => level(0.25, 0.75), dots: () => level(0.25, 0.75), dashes: () => level(0.25, 0.75), bars: () => level(0.5),
    up: () => slanted(true), down: () => slanted(false), cross: () => slanted(true) + slanted(false) };
  return kind ? s("path", { class: `hatch ${kind}`, d: paths[kind]() }) : null;
}

/** A stretch of one status: its ground, and its hatching over it. */
const stretch = (status, x, y, width, height) => s("g", { class: `piece s-${status}` }, s("rect", { x, y, width, height }), hatching(status, x, y, width, height));

/** Those that have a width: where a status turns twice on one narrow day, the later one is drawn. */
const drawn = (found) => found.filter(({ from, to }) => to > from);

/** The stretches of one status under a reading, with what it lacks or nobody reviewed: from the day's place to the next turn's. */
function stretches(question, reading) {
  const found = [];
  for (const [moment, at] of question.readings[reading].turns) {
    const state = question.states[at];
    const status = state[STATE.shown];
    const note = [STATE.proposed, STATE.withheld].map((field) => phrase(state[field])).filter(Boolean).join("; ");
    if (found.at(-1)?.status === status && found.at(-1).note === note) continue;
    const from = Math.max(turnPlace(moment), found.at(-1)?.from ?? -Infinity);
    if (found.length) found.at(-1).to = from;
    found.push({ status, note, from, to: ribbonEnd(), since: turnWords(moment) });
  }
  return found;
}

/** From when on a status is, in words: what a bare date turns, read late, turns in the last moment of its day. */
function turnWords(moment) {
  const [words, clock] = [momentWords(moment), book.moments.clock[moment]];
  if (words === "the beginning") return words;
  return clock === "00:00" ? `the ${words}` : clock ? words : `the end of ${words}`;
}

/** A moment as a place on an axis of days. */
function momentPlace(moment) {
  const [hours, minutes] = (book.moments.clock[moment] || "24:00").split(":").map(Number);
  return momentDays[moment] + (hours * 60 + minutes) / 1440;
}

/** What part of a ribbon its last state has at least, and what turns at the end of a day before that end. */
const TAIL = 0.04;
const ribbonEnd = () => range[1] + 1 + (range[1] + 1 - range[0]) * TAIL;

/**
 * From where on a turn is drawn. What a bare date turns, read late, turns in the last moment of its day: on a day as wide
 * as the picture it would be seen nowhere, though the answer by that day is this one.
 */
function turnPlace(moment) {
  const place = momentPlace(moment);
  return book.moments.clock[moment] ? place : place - Math.min(1, (range[1] + 1 - range[0]) * TAIL);
}

const turnsShown = new Map();

/** How often the status of a question became another one: those that turned most stand first in the picture. */
function turning(question) {
  if (!turnsShown.has(question)) turnsShown.set(question, Math.max(...READINGS.map((reading) => stretches(question, reading).filter(({ status }, at, all) => status !== "unreported" && status !== all[at - 1]?.status).length)));
  return turnsShown.get(question);
}

let ribbonsKey = "";

/** The ribbons of these questions, those that turned most first; drawn anew only where they are others. */
function showRibbons(found) {
  const box = $("ribbons");
  box.hidden = view.view !== "day" || !found.length;
  if (box.hidden) return;
  const order = new Map(found.map((question, at) => [question, at]));
  const most = view.ribbons || found.length < MOST_RIBBONS + 3 ? found.length : MOST_RIBBONS;
  const shown = [...found].sort((a, b) => turning(b) - turning(a) || order.get(a) - order.get(b)).slice(0, most);
  const key = `${room()} ${shown.map(({ id }) => id).join()} ${found.length}`;
  if (key !== ribbonsKey) {
    ribbonsKey = key;
    box.style.setProperty("--label", `${ribbonLabel()}px`);
    $("ribbon-list").replaceChildren(ribbonHead(), ...shown.map(ribbonRow));
    $("ribbon-signs").replaceChildren(...STATUSES.filter((status) => shown.some((question) => READINGS.some((reading) => drawn(stretches(question, reading)).some((one) => one.status === status))))
      .map((status) => h("span", null, s("svg", { viewBox: "0 0 26 12", width: 26, height: 12 }, stretch(status, 0, 0.5, 26, 11)), sign(status), status)),
      shown.some((question) => READINGS.some((reading) => drawn(stretches(question, reading)).some(({ note }) => note)))
        ? h("span", null, s("svg", { viewBox: "0 0 26 12", width: 26, height: 12 }, s("path", { class: "noted", d: "M0 6H26" })), "a dashed line: some of it proposed and not reviewed, or withheld") : "");
    const more = $("ribbon-more");
    more.hidden = found.length < MOST_RIBBONS + 3;
    $("ribbon-note").textContent = `${shown.length < found.length ? `the ${shown.length} of ${found.length} that turned most; ` : ""}above: dates read late; below: dates read early`;
    more.textContent = view.ribbons ? "Show fewer" : `Show all ${found.length}`;
  }
  const place = ribbonX(momentEnd());
  for (const line of $("ribbon-list").querySelectorAll(".cut")) line.setAttribute("d", `M${place} 0V${RIBBON + 6}`);
  for (const later of $("ribbon-list").querySelectorAll(".later")) {
    later.setAttribute("x", place);
    later.setAttribute("width", momentEnd() > range[1] ? 0 : Math.max(0, ribbonWidth() - place));
  }
  for (const word of $("ribbon-list").querySelectorAll(".cut-word")) {
    word.textContent = cutDay();
    const wide = ribbonWidth();
    word.setAttribute("x", Math.min(wide - 2, Math.max(2, place)));
    word.setAttribute("text-anchor", place > wide - 60 ? "end" : place < 60 ? "start" : "middle");
  }
}

const narrowPage = () => !printing && document.documentElement.clientWidth < 640;
/** How wide the names of the questions are beside their ribbons; on a narrow page they stand above. */
const ribbonLabel = () => Math.min(338, Math.round(room() * 0.38));
const ribbonWidth = () => (narrowPage() ? room() : room() - ribbonLabel() - 12);
const ribbonX = (day) => Math.min(1, Math.max(0, (day - range[0]) / (ribbonEnd() - range[0]))) * ribbonWidth();

function ribbonHead() {
  const words = daysShort(range[0], range[1] + 1);
  const ticks = ticksOf(range[0], range[1] + 1, ribbonWidth() / 90);
  return h("li.ribbon", { "aria-hidden": "true" }, h("span"), s("svg", { viewBox: `0 0 ${ribbonWidth()} 30`, class: "picture" },
    dayLabels(ticks, words, ribbonX, 26, 0, ribbonWidth()),
    s("text", { class: "cut-word", y: 10 })));
}

function ribbonRow(question) {
  const wide = ribbonWidth();
  const halves = READINGS.map((reading) => stretches(question, reading));
  const alike = (one, at) => halves[at].some((other) => other.status === one.status && other.note === one.note && other.from === one.from && other.to === one.to);
  const told = READINGS.map((reading, at) => `${at ? "read early" : "dates read late"}: ${halves[at].map(({ status, note, since }) => `${status}${note ? ` (${note})` : ""} from ${since}`).join(", ") || "nothing"}`).join("; ");
  const go = (day) => { Object.assign(view, { at: within(day), clock: "", page: 1, open: question.id, since: "" }); show(true); reach(question.id); };
  const step = (event) => {
    const by = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (!by) return;
    event.preventDefault();
    const days = [...new Set(question.readings[view.reading].turns.map(([moment]) => momentDays[moment]))].filter((day) => (by < 0 ? day < view.at : day > view.at));
    if (days.length) { Object.assign(view, { at: within(by < 0 ? days.at(-1) : days[0]), clock: "", page: 1, since: "" }); show(true); $(`r-${question.id}`)?.focus(); }
  };
  const picture = s("svg", { viewBox: `0 0 ${wide} ${RIBBON + 6}`, class: "picture strip", role: "img", "aria-label": `How it stood. ${told}.`,
    onclick: (event) => { const box = picture.getBoundingClientRect(); go(Math.min(range[1], Math.floor(range[0] + ((event.clientX - box.left) / box.width) * (ribbonEnd() - range[0])))); } },
    s("rect", { class: "none", x: 0, y: 3, width: wide, height: RIBBON }),
    halves.map((half, at) => drawn(half).map((one) => piece(one, 3 + at * (RIBBON / 2), alike(one, 1 - at), at))),
    s("rect", { class: "later", y: 0, height: RIBBON + 6 }), s("path", { class: "cut" }), s("title", null, told));
  return h("li.ribbon", { "data-question": question.id },
    h("button.quiet", { type: "button", id: `r-${question.id}`, title: question.words, "aria-keyshortcuts": "ArrowLeft ArrowRight", onclick: () => go(view.at), onkeydown: step }, foreign("span", question.words)), picture);
}

function piece({ status, note, from, to }, y, whole, half) {
  const [x, end] = [ribbonX(from), ribbonX(to)];
  const height = whole ? RIBBON : RIBBON / 2;
  const big = whole ? 13 : 9;
  return [stretch(status, x, y, Math.max(1, end - x), RIBBON / 2), note ? s("path", { class: "noted", d: `M${x} ${y + RIBBON / 4}H${end}` }) : null,
    end - x > big + 8 && status !== "unreported" && !(whole && half) ? s("g", { class: `s-${status} seal`, transform: `translate(${x + 3} ${y + (height - big) / 2})` },
      s("rect", { x: -1, y: -1, width: big + 2, height: big + 2, rx: 2 }), s("path", { d: LOOKS[status].sign, transform: `scale(${big / 16})` })) : null];
}
