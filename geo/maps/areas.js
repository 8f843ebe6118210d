/* Outlines of administrative units: decoding, and the hatching of those without a figure. */

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

/* A hatching for units without a figure, which no shade of a figure resembles. */
function hatching(id) {
  const space = 'http://www.w3.org/2000/svg';
  const pattern = document.createElementNS(space, 'pattern');
  Object.entries({ id, width: 6, height: 6, patternUnits: 'userSpaceOnUse', patternTransform: 'rotate(45)' })
    .forEach(([name, value]) => pattern.setAttribute(name, value));
  [['#eceef0', 6], ['#aeb5bd', 1.4]].forEach(([fill, width]) => {
    const bar = document.createElementNS(space, 'rect');
    Object.entries({ width, height: 6, fill }).forEach(([name, value]) => bar.setAttribute(name, value));
    pattern.append(bar);
  });
  const defs = document.createElementNS(space, 'defs');
  defs.append(pattern);
  return defs;
}
