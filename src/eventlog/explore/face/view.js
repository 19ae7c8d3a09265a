// The view: what is being looked at. It lives in the address, after the #, so that a view can be linked to, and it is
// the only thing that the controls change.

const DAY = 86_400_000;
const range = [book.days.length ? book.days[0] : book.dates[0], book.days.length ? book.days.at(-1) : book.dates[1]];
if (book.until !== null) range[1] = book.until;
range[0] = Math.min(range[0], book.dates[0]);
range[1] = Math.max(range[1], book.dates[1]);

/** Whether the log itself holds nothing that could be shown on any date: then there is no date to ask for. */
const blank = !book.questions.length && book.until === null && !book.about;

const DEFAULTS = { view: "day", at: range[1], clock: "", from: book.dates[0], to: book.dates[1], topic: "", find: "", status: "",
  reading: "certain", page: 1, open: "", all: "", theme: "", since: "", kind: "", ribbons: "", claim: "" };
const view = { ...DEFAULTS };

const isoOf = (day) => new Date(day * DAY).toISOString().slice(0, 10);
const dayOf = (iso) => (/^[1-9]\d{3}-\d\d-\d\d$/.test(iso) && !Number.isNaN(Date.parse(iso)) ? Math.round(Date.parse(iso) / DAY) : null);
const LONG = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" });
const dayWords = (day) => (Math.abs(day) > 3_000_000 ? "the beginning" : LONG.format(new Date(day * DAY)));
const within = (day) => (book.until === null ? day : Math.min(day, book.until));

/** The moment that the view is cut at: a day means all of it; a clock time on it, just that change. */
const cutMoment = () => momentAt(view.at, view.clock);

function momentAt(day, clock) {
  const last = momentOfDay(day);
  if (!clock) return last;
  for (let at = last; at >= 0 && momentDays[at] === day; at -= 1) if (book.moments.clock[at] === clock) return at;
  return last;
}

/** What the view is cut at, in words. */
const cutDay = () => (view.clock ? momentWords(cutMoment()) : dayWords(view.at));

/** The moment since which changes are told; null where none is asked for. */
const sinceMoment = () => (view.since ? momentAt(dayOf(view.since.slice(0, 10)), view.since.slice(11)) : null);
const sinceWords = () => (view.since.slice(11) ? momentWords(sinceMoment()) : dayWords(dayOf(view.since.slice(0, 10))));

/** Whether the date that is shown lies before the one since which changes are told: after a step back it does. */
const lookedBack = () => view.since !== "" && (dayOf(view.since.slice(0, 10)) > view.at || sinceMoment() > cutMoment());
/** So many, as they changed since a date; of a later date it can't be said that anything changed since. */
const turnedWords = (count) => `${count} ${lookedBack() ? "stood otherwise by" : "changed since"} ${sinceWords()}`;

const KINDS = ["firmer", "weaker", "first heard", "taken back", "no longer standing", "now disputed", "now denied", "another word", "same word"];

/** A moment as it is told everywhere: to the second at most. Its clock time is exact, for an address to lead to it. */
function momentWords(moment) {
  if (moment < 0) return "the beginning";
  const [day, clock] = [dayWords(momentDays[moment]), book.moments.clock[moment]];
  if (day === "the beginning") return day;
  return clock === "00:00" ? `start of ${day}` : clock ? `${day}, ${clock.replace(/\.\d+$/, "").replace(/^(\d\d:\d\d):00$/, "$1")}` : day;
}

/** A clock time on a day, where something turned at it; else none. */
const clockOf = (day, clock) => (clock && momentDays[momentAt(day, clock)] === day && book.moments.clock[momentAt(day, clock)] === clock ? clock : "");

/** The question that an address leads to: the list is turned to the page on which it stands. */
let sought = "";

/** Read the view from the address. What makes no sense there is left as it is by default. */
function readAddress() {
  const asked = new URLSearchParams(location.hash.slice(1));
  Object.assign(view, DEFAULTS);
  for (const name of ["at", "from", "to"]) {
    const day = dayOf(asked.get(name)?.slice(0, 10) ?? "");
    if (day !== null) view[name] = within(day);
  }
  view.clock = clockOf(view.at, (asked.get("at") ?? "").slice(11));
  if (view.from > view.to) [view.from, view.to] = [view.to, view.from];
  for (const name of ["find", "open"]) view[name] = asked.get(name) ?? "";
  const topic = asked.get("topic") ?? "";
  if (book.questions.some((question) => inTopic(question, topic))) view.topic = topic;
  const choice = { view: ["day", "two", "sources", "papers"], reading: READINGS, theme: ["light", "dark"], status: STATUSES, all: ["1"], ribbons: ["1"], kind: KINDS };
  for (const [name, allowed] of Object.entries(choice)) if (allowed.includes(asked.get(name))) view[name] = asked.get(name);
  const since = asked.get("since") ?? "";
  const day = dayOf(since.slice(0, 10));
  const clock = day === null ? "" : clockOf(day, since.slice(11));
  view.since = day === null ? "" : isoOf(day) + (clock ? `T${clock}` : "");
  view.claim = /^\d{1,9}$/.test(asked.get("claim") ?? "") ? asked.get("claim") : "";
  const claim = view.claim ? claimAtEntry.get(Number(view.claim)) : undefined;
  if (claim !== undefined) view.open = [...new Set([...opened(), questionOfClaim(claim)])].filter(Boolean).join(",");
  sought = asked.has("page") ? "" : claim !== undefined ? questionOfClaim(claim) : asked.has("to-question") ? view.open.split(",")[0] : "";
  view.page = Math.max(1, Number.parseInt(asked.get("page") ?? "1", 10) || 1);
}

/** The view as the part of an address after the #. What is as by default is left out. */
function address() {
  const told = new URLSearchParams();
  for (const [name, value] of Object.entries(view)) {
    if (name === "clock" || (value === DEFAULTS[name] && !(name === "at" && view.clock))) continue;
    const day = ["at", "from", "to"].includes(name);
    told.set(name, day ? isoOf(value) + (name === "at" && view.clock ? `T${view.clock}` : "") : value);
  }
  return told.toString().replaceAll("%2C", ",").replaceAll("%3A", ":");
}

let writing = 0;
/** Write the view into the address: a step at once, so that Back takes it back; what the hand still moves when it rests. */
function writeAddress(push) {
  clearTimeout(writing);
  if (`#${address()}` === location.hash) return;
  if (push) history.pushState(null, "", `#${address()}`);
  else writing = setTimeout(() => history.replaceState(null, "", `#${address()}`), 150);
}

/** A permanent address of a question, or of a claim in it, on the date that is shown. */
const linkTo = (question, entry = null) => `#at=${isoOf(view.at)}${view.clock ? `T${view.clock}` : ""}${view.reading === "certain" ? "" : "&reading=possible"}&find=&open=${encodeURIComponent(question)}${entry === null ? "&to-question=1" : `&claim=${entry}`}`;

const opened = () => new Set(view.open ? view.open.split(",") : []);
