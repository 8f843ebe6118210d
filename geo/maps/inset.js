/* The country with its islands in a corner of a map of a part of it, and where that part lies. On a
   map of the country it stands only while the islands are out of sight. */

const CORNERS = ['bottomright', 'topleft', 'bottomleft', 'topright'];
const INSET = { width: 118, roomy: 150, from: [101.9, 23.6], to: [116.6, 4.7] };
const ROOMY = window.matchMedia('(min-width: 900px)');
const INSET_TEXT = { 'text-anchor': 'middle', 'font-size': 8.2, 'font-style': 'italic', fill: '#21425f', stroke: '#e6e9ea', 'stroke-width': 2.2, 'paint-order': 'stroke' };
const INSET_NAMES = { paracels: [14.9, 112.2], spratlys: [6.9, 112.6] };

function Inset(frame, context) {
  this.frame = frame;
  this.speech = frame.speech;
  this.scale = INSET.width / (INSET.to[0] - INSET.from[0]);
  this.height = (INSET.from[1] - INSET.to[1]) * this.scale;
  this.whole = !context;
  this.corners = [];
  this.part = sign('g', {});
  this.svg = picture(INSET.width, Math.round(this.height), [...(context ? [this.land(parseOutlines(context))] : []), this.part]);
  ['aria-hidden', 'focusable'].forEach((name) => this.svg.removeAttribute(name));
  this.svg.setAttribute('role', 'img');
  this.here = sign('path', { fill: 'none', stroke: '#b3261e', 'stroke-width': 1.6 });
  this.labels = frame.islands.map((group) => this.island(group));
  this.svg.append(this.here);
  this.control = L.control({ position: CORNERS[0] });
  this.control.onAdd = () => make('div', { class: 'atlas-inset' }, [this.svg]);
  this.control.addTo(frame.map);
  frame.map.on('moveend resize', () => this.follow());
  frame.units.onSwitch(() => this.follow());
  frame.onSpeech(() => this.write());
  this.follow();
}

function sign(kind, attributes) {
  const made = document.createElementNS('http://www.w3.org/2000/svg', kind);
  Object.entries(attributes).forEach(([name, value]) => made.setAttribute(name, value));
  return made;
}

Inset.prototype.at = function ([lat, lon]) {
  return [(lon - INSET.from[0]) * this.scale, (INSET.from[1] - lat) * this.scale];
};

Inset.prototype.path = function (parts) {
  return parts.map((rings) => {
    const corners = rings[0].map((corner) => this.at(corner).map((value) => value.toFixed(1)).join(' '));
    const kept = corners.filter((corner, i) => i === 0 || corner !== corners[i - 1]);
    return kept.length > 2 ? `M${kept.join('L')}Z` : '';
  }).join('');
};

Inset.prototype.drawn = function (outlines, attributes) {
  return sign('path', { d: outlines.map((parts) => this.path(parts)).join(''), ...attributes });
};

Inset.prototype.land = function (outlines) {
  return this.drawn(outlines, { fill: LAND.fill, stroke: LAND.line, 'stroke-width': 0.4 });
};

/* Draw the units shown: as the land itself, or as a part of the land around them. */
Inset.prototype.fill = function () {
  const { layer } = this.frame.units;
  if (layer === this.filled) return;
  this.filled = layer;
  const outlines = layer ? parseOutlines(layer) : [];
  if (!this.whole) this.corners = outlines.flat(3);
  empty(this.part).append(this.whole ? this.land(outlines) : this.drawn(outlines, { fill: NOTICE }));
  if (!this.whole) this.part.append(...this.far(layer, outlines));
};

/* Names of the units that are islands out of the first view, but for those named on every map. */
Inset.prototype.far = function (layer, outlines) {
  const home = L.latLngBounds(this.frame.bounds);
  const names = shortened(layer ? layer.names : []);
  return outlines.map((parts, i) => {
    const bounds = L.latLngBounds(parts.flatMap(([ring]) => ring));
    if (!bounds.isValid() || home.intersects(bounds) || this.frame.islands.some(({ dots }) => dots.some((dot) => bounds.contains(dot)))) return '';
    const [x, y] = this.at([bounds.getCenter().lat, bounds.getCenter().lng]);
    const name = sign('text', { ...INSET_TEXT, x, y: y + 10 });
    name.textContent = names[i];
    return name;
  });
};

Inset.prototype.island = function (group) {
  group.dots.forEach((dot) => {
    const [cx, cy] = this.at(dot);
    this.svg.append(sign('circle', { cx, cy, r: 0.9, fill: '#8a743c' }));
  });
  const [x, y] = this.at(INSET_NAMES[group.name]);
  const label = sign('text', INSET_TEXT);
  const lines = [0, 1].map((line) => sign('tspan', { x, y: y + 8.5 * line }));
  label.append(...lines);
  this.svg.append(label);
  return { group, lines };
};

Inset.prototype.write = function () {
  const { speech } = this;
  this.svg.setAttribute('aria-label', speech.say('inset'));
  this.labels.forEach(({ group, lines }) => {
    speech.say(`${group.name}.small`).split('\n').forEach((text, i) => { lines[i].textContent = text; });
  });
};

/* Draw where the map looks, and stand where no island of the map lies underneath, nor, if it can
   be, what the map is of. On a small map of a part there may be no such place; on one of the country
   the fewest are covered. */
Inset.prototype.follow = function () {
  const { map, labels } = this.frame;
  if (!this.whole) this.fill();
  const covered = this.covered();
  const fewest = Math.min(...covered);
  const hidden = this.whole ? labels.whole() : fewest >= 1;
  const here = this.control.getPosition();
  if (!hidden && covered[CORNERS.indexOf(here)] > fewest) this.control.setPosition(CORNERS[covered.indexOf(fewest)]);
  this.control.getContainer().hidden = hidden;
  if (hidden) return;
  this.fill();
  const view = map.getBounds();
  const clamp = (value, most) => Math.max(0.8, Math.min(most - 0.8, value));
  const corner = (lat, lon) => {
    const [x, y] = this.at([lat, lon]);
    return [clamp(x, INSET.width), clamp(y, this.height)];
  };
  const [left, top] = corner(view.getNorth(), view.getWest());
  const [right, bottom] = corner(view.getSouth(), view.getEast());
  const [x, y] = [(left + right) / 2, (top + bottom) / 2];
  const [w, h] = [Math.max(right - left, 5) / 2, Math.max(bottom - top, 5) / 2];
  this.here.setAttribute('d', `M${x - w} ${y - h}H${x + w}V${y + h}H${x - w}Z`);
};

/* How much each corner would cover: islets and names of islands count one each, the units shown or
   the buttons beside it less than one altogether. */
Inset.prototype.covered = function () {
  const { map, islands } = this.frame;
  const size = map.getSize();
  const scale = ROOMY.matches ? INSET.roomy / INSET.width : 1;
  const [w, h] = [INSET.width * scale, this.height * scale];
  const bar = map.getContainer().querySelector('.atlas-buttons');
  const cramped = bar.offsetTop + bar.offsetHeight + h + 40 > size.y;
  const at = (places) => places.map((place) => map.latLngToContainerPoint(place));
  const [named, shown] = [at(islands.flatMap((group) => [above(group), ...group.dots])), at(this.corners)];
  return CORNERS.map((corner) => {
    const left = corner.includes('left') ? 0 : size.x - w;
    const top = corner.includes('top') ? 0 : size.y - h;
    const near = (wide, high) => ({ x, y }) => x > left - wide && x < left + w + wide && y > top - high && y < top + h + high;
    return named.filter(near(145, 90)).length + (shown.some(near(12, 24)) ? 0.4 : 0) + (cramped && corner.includes('right') ? 0.5 : 0);
  });
};
