// A figure over time: each number with its bounds, by source; the newest of each source is strong, what was replaced faded.

const MOST_SHAPES = 5;

function figuresPicture(question, rows, every) {
  const width = room() - 44;
  const ends = rows.map(({ stroke }) => [stroke[STROKE.low], stroke[STROKE.high]]);
  const numbers = ends.flat().filter((one) => one !== null);
  const scale = scaleOf(numbers);
  const widest = Math.max(...scale.ticks.map((number) => wide(onTheAxis(number))));
  const [left, right, top, bottom] = [Math.max(width < 560 ? 44 : 60, widest + 10), width - 14, 30, 270];
  const y = (number) => bottom - ((number - scale.from) / (scale.to - scale.from)) * (bottom - top);
  const [from, to] = spanOf(rows.flatMap(({ mark }) => mark[MARK.at]));
  const x = (day) => left + 10 + Math.min(1, Math.max(0, (day - from) / (to - from))) * (right - left - 10);
  const shapes = shapesOf(rows);
  const newest = new Map();
  for (const row of rows) if (!row.gone && spot(row) >= (newest.has(row.source) ? spot(newest.get(row.source)) : -Infinity)) newest.set(row.source, row);
  const counted = phrase(rows[0].stroke[STROKE.counted]);
  const left_out = every.filter((row) => row.stroke && !rows.includes(row)).length;
  return figure(`Every figure, by source: ${question.words}`, `${counted[0].toLocaleUpperCase() + counted.slice(1)}\u200e: ${rows.length} figures by ${many(sourcesIn(rows), "source")}, each at the time that it counts for, else at the time when it was said.`,
    s("svg", { viewBox: `0 0 ${width} ${bottom + 24}`, class: "picture figures", role: "img", "aria-label": `${rows.length} figures: ${rows.slice(0, 12).map((row) => `${row.answer}, ${row.name}`).join("; ")}.` },
      dayAxis({ x, from, to, left, right, top, bottom }),
      scale.ticks.map((number) => [s("path", { class: "grid", d: `M${left} ${y(number)}H${right}` }), s("text", { x: left - 6, y: y(number) + 4, "text-anchor": "end" }, onTheAxis(number))]),
      [...rows].sort((a, b) => Number(newest.get(a.source) === a) - Number(newest.get(b.source) === b))
        .map((row) => figureMark(row, x, y, shapes.of.get(row.source), newest.get(row.source) === row)),
      newestLabels(newest, rows, x, y, [left, right, bottom], rows.length < 9)),
    [...[...shapes.of].slice(0, MOST_SHAPES).map(([source, shape]) => [s("path", { class: "tip side-for", d: SHAPES[shape] }), cutShort(rows.find((row) => row.source === source).name, Math.min(320, width - 40))]),
      ...(shapes.all > MOST_SHAPES ? [[s("path", { class: "tip side-for", d: SHAPES[MOST_SHAPES] }), many(shapes.all - MOST_SHAPES, "other")]] : []),
      ...(rows.some(({ stroke }) => stroke[STROKE.high] === null) ? [[s("path", { class: "stroke", d: "M0 6V-6M-3-3L0-7L3-3" }), "arrow: or more"]] : []),
      ...(rows.some(({ stroke }) => stroke[STROKE.low] === null) ? [[s("path", { class: "stroke", d: "M0-6V6M-3 3L0 7L3 3" }), "arrow: or fewer"]] : []),
      ...(rows.some(({ mark }) => x(mark[MARK.at][1]) - x(mark[MARK.at][0]) > 8) ? [[s("path", { class: "vague-said", d: "M-8 0H8" }), "band: some time within"]] : []),
      ...(rows.some(({ hollow }) => hollow) ? [[s("path", { class: "tip side-for hollow", d: SHAPES[0] }), "hollow: only as possible"]] : []),
      ...(rows.some(({ gone }) => gone) ? [[s("path", { class: "tip side-for gone", d: SHAPES[0] }), "faded: replaced or taken back"]] : [])],
    rowsTable(["source", "figure", "said", "public", "in"], rows.map((row) => [row.name, row.answer + (row.gone ? " (no longer standing)" : row.hollow ? " (only as possible)" : ""),
      row.claim[CLAIM.said] || "not said when", publishedWords(row.part), book.reports[row.claim[CLAIM.report]][REPORT.title]])),
    left_out ? `${many(left_out, "more is", "more are")} not drawn: against a figure, undated, or of something else.` : "");
}

const GROUPED = new Intl.NumberFormat("en-GB", { maximumFractionDigits: 2 });
const POWERS = new Intl.NumberFormat("en-GB", { notation: "scientific", maximumFractionDigits: 2 });
/** A number beside an axis: every digit, as far as a browser has them. */
const onTheAxis = (number) => (Math.abs(number) < 1e15 ? GROUPED : POWERS).format(number);

/** Where a figure stands on the axis of days: in the middle of where it may. */
const spot = ({ mark }) => {
  const [early, late] = mark[MARK.at];
  return early === null ? late : late === null ? early : (early + late) / 2;
};

/** A scale from nothing, or from the lowest below it, in round steps. */
function scaleOf(numbers) {
  const low = Math.min(0, ...numbers);
  const high = Math.max(...numbers, low + 1);
  const rough = (high - low) / 5;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 2.5, 5, 10].map((one) => one * power).find((one) => one >= rough);
  const from = Math.floor(low / step) * step;
  const to = Math.ceil((high * 1.06) / step) * step;
  const ticks = [];
  for (let at = from; at <= to + step / 2; at += step) ticks.push(Number(at.toPrecision(12)));
  return { from, to, ticks };
}

/** A shape a source: those with the most figures have one of their own, all others share one. */
function shapesOf(rows) {
  const counts = new Map();
  for (const { source } of rows) counts.set(source, (counts.get(source) ?? 0) + 1);
  const order = [...counts].sort((a, b) => b[1] - a[1]).map(([source]) => source);
  return { of: new Map(order.map((source, at) => [source, Math.min(at, MOST_SHAPES)])), all: order.length };
}

function figureMark(row, x, y, shape, newest) {
  const { stroke, mark, hollow, gone, part } = row;
  const [low, high] = [stroke[STROKE.low], stroke[STROKE.high]];
  const [early, late] = mark[MARK.at].map((end, at) => end ?? mark[MARK.at][1 - at]);
  const place = x((early + late) / 2);
  const pick = low === null ? y(high) : high === null ? y(low) : y((low + high) / 2);
  const spread = low !== null && high !== null && low !== high ? `M${place - 4} ${y(low)}h8M${place} ${y(low)}V${y(high)}M${place - 4} ${y(high)}h8` : "";
  const arrow = high === null ? `M${place} ${pick}V${pick - 19}m-3.5 5l3.5-5.5l3.5 5.5` : low === null ? `M${place} ${pick}V${pick + 19}m-3.5-5l3.5 5.5l3.5-5.5` : "";
  return s("g", { class: `count${gone ? " gone" : newest ? " newest" : ""}${hollow ? " hollow" : ""}`, "data-entry": book.claims[part[PART.claim]][CLAIM.entry] },
    x(late) - x(early) > 8 ? s("path", { class: "vague-said", d: `M${x(early)} ${pick}H${x(late)}` }) : null,
    spread || arrow ? s("path", { class: "stroke", d: spread + arrow }) : null,
    s("path", { class: `tip side-for${hollow ? " hollow" : ""}${gone ? " gone" : ""}`, d: SHAPES[shape], transform: `translate(${place.toFixed(1)} ${pick.toFixed(1)})${newest ? " scale(1.25)" : ""}` }),
    s("title", null, `${row.answer}, ${row.name}`));
}

/** What the newest figures are, in letters beside them: all where they are few, else the latest; upon no mark or word. */
function newestLabels(newest, rows, x, y, [left, right, bottom], few) {
  const place = (row) => [x(spot(row)), y(row.stroke[STROKE.low] ?? row.stroke[STROKE.high])];
  const taken = rows.map((row) => {
    const [across, down] = place(row);
    return [across - 8, across + 8, down - 8, down + 8];
  });
  const latest = [...newest.values()].sort((a, b) => spot(b) - spot(a)).slice(0, few ? 6 : 1);
  return latest.map((row) => {
    const text = phrase(row.stroke[STROKE.bare]);
    const length = wide(text, NAME);
    const [across, down] = place(row);
    for (const level of [down - 14, down + 22])
      for (const start of [across + 8, across - 8 - length]) {
        const box = [start, start + length, level - 11, level + 3];
        if (start < left || box[1] > right || box[3] > bottom || taken.some((one) => one[0] < box[1] && box[0] < one[1] && one[2] < box[3] && box[2] < one[3])) continue;
        taken.push(box);
        return s("text", { class: "newest-word", x: start, y: level }, text);
      }
    return null;
  });
}
