/* Outlines of administrative units: decoding, and the two ways of drawing them. */

const LAND = { fill: '#fbf9f4', line: '#c3c8cf' };

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

/* Pale land under marks. */
function baseLayer(layer, pane) {
  const renderer = L.canvas({ pane, padding: 0.3 });
  const group = L.layerGroup();
  parseOutlines(layer).forEach((parts) => {
    if (!parts.length) return;
    L.polygon(parts, {
      renderer, pane, interactive: false, smoothFactor: 0.6,
      fillColor: LAND.fill, fillOpacity: 1, color: LAND.line, weight: 0.8,
    }).addTo(group);
  });
  return group;
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

/* The islands that belong on every map of the country. Their shapes are far below the scale of the
   map, so they are dots with their name, drawn above everything else. */
const ISLANDS = [
  {
    name: 'paracels', at: [16.35, 112.05],
    dots: [[16.83, 112.34], [16.53, 111.61], [16.45, 111.7], [16.67, 112.73], [15.78, 111.2], [16.97, 112.27], [16.05, 112.4]],
  },
  {
    name: 'spratlys', at: [9.5, 113.3],
    dots: [[8.64, 111.92], [11.43, 114.33], [10.18, 114.36], [9.89, 114.33], [7.88, 112.91], [10.38, 114.48], [8.97, 113.7], [8.81, 112.81], [10.72, 114.1]],
  },
];
const SMALL_ZOOM = 4.6;
const COUNTRY = [[7.3, 101.9], [23.5, 116.0]];

function islandLayer(map, speech) {
  const pane = map.createPane('atlas-islands');
  pane.style.zIndex = 690;
  pane.style.pointerEvents = 'none';
  const labels = ISLANDS.map((group) => {
    group.dots.forEach((dot) => {
      const icon = L.divIcon({ className: 'atlas-islet', html: '', iconSize: [4, 4] });
      L.marker(dot, { icon, pane: 'atlas-islands', interactive: false, keyboard: false }).addTo(map);
    });
    const text = make('span', { class: 'atlas-island', lang: 'vi' });
    const icon = L.divIcon({ className: 'atlas-anchor', html: text, iconSize: [0, 0] });
    L.marker(group.at, { icon, pane: 'atlas-islands', interactive: false, keyboard: false }).addTo(map);
    return () => {
      const small = map.getZoom() < SMALL_ZOOM;
      text.textContent = speech.say(small ? `${group.name}.small` : group.name);
      text.classList.toggle('is-small', small);
    };
  });
  const write = () => labels.forEach((label) => label());
  map.on('zoomend', write);
  return write;
}
