/* Outlines of administrative units: decoding, and the patterns that fill some of them. */

const LAND = { fill: '#fbf9f4', around: '#f1f0ec', line: '#c3c8cf' };
const NO_DATA = -1;

function parseRing(text, steps) {
  const words = text.split(' ');
  const ring = [];
  let x = 0;
  let y = 0;
  for (let i = 0; i < words.length; i += 2) {
    x += Number(words[i]);
    y += Number(words[i + 1]);
    ring.push([y / steps, x / steps]);
  }
  return ring;
}

function parseOutlines(layer) {
  return layer.outlines.map((parts) => parts.map((rings) => rings.map((ring) => parseRing(ring, layer.steps))));
}

/* A pattern turned by half a right angle, in a <defs> of its own. */
function pattern(id, side, parts) {
  const tile = sign('pattern', { id, width: side, height: side, patternUnits: 'userSpaceOnUse', patternTransform: 'rotate(45)' });
  tile.append(...parts.map(([kind, attributes]) => sign(kind, attributes)));
  const defs = sign('defs', {});
  defs.append(tile);
  return defs;
}

/* For units without a figure: no shade of a figure resembles it. */
function hatching(id) {
  return pattern(id, 6, [['#eceef0', 6], ['#aeb5bd', 1.4]].map(([fill, width]) => ['rect', { width, height: 6, fill }]));
}

/* For units whose change is mostly proposed. */
function dotting(id, fill) {
  return pattern(id, 7, [['rect', { width: 7, height: 7, fill }], ['circle', { cx: 3.5, cy: 3.5, r: 1.1, fill: dotColor(fill) }]]);
}

/* In which colour dots show on a fill, given as #rrggbb: the same as on paper. */
function dotColor(fill) {
  const [red, green, blue] = [1, 3, 5].map((at) => Number.parseInt(fill.slice(at, at + 2), 16));
  return 0.3 * red + 0.6 * green + 0.1 * blue > 120 ? '#12283f' : '#ffffff';
}
