/* The country with its islands in a corner of a map of a part of it, and where that part lies. On a
   map of the country it stands only while the islands are out of sight. */

const CORNERS = ['bottomright', 'topleft', 'bottomleft', 'topright'];
const INSET = { width: 118, from: [101.9, 23.6], to: [116.6, 4.7] };
const INSET_NAMES = { paracels: [14.9, 112.2], spratlys: [6.9, 112.6] };

function Inset(frame, context) {
  this.frame = frame;
  this.speech = frame.speech;
  this.scale = INSET.width / (INSET.to[0] - INSET.from[0]);
  this.height = (INSET.from[1] - INSET.to[1]) * this.scale;
  this.whole = !context;
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
  empty(this.part).append(this.whole ? this.land(outlines) : this.drawn(outlines, { fill: NOTICE }));
};

Inset.prototype.island = function (group) {
  group.dots.forEach((dot) => {
    const [cx, cy] = this.at(dot);
    this.svg.append(sign('circle', { cx, cy, r: 0.9, fill: '#8a743c' }));
  });
  const [x, y] = this.at(INSET_NAMES[group.name]);
  const label = sign('text', { 'text-anchor': 'middle', 'font-size': 8.2, 'font-style': 'italic', fill: '#21425f', stroke: '#e6e9ea', 'stroke-width': 2.2, 'paint-order': 'stroke' });
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

/* Draw where the map looks, and stand where no island of the map lies underneath. On a small map of
   a part there may be no such place; on one of the country the fewest are covered. */
Inset.prototype.follow = function () {
  const { map, labels } = this.frame;
  const covered = CORNERS.map((place) => this.covers(place));
  const fewest = Math.min(...covered);
  const hidden = this.whole ? labels.whole() : fewest >= 1;
  const free = CORNERS[covered.indexOf(fewest)];
  if (!hidden && free !== this.control.getPosition()) this.control.setPosition(free);
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

/* How many islets and names lie near a corner; the buttons beside it count for half of one. */
Inset.prototype.covers = function (corner) {
  const { map } = this.frame;
  const size = map.getSize();
  const bar = map.getContainer().querySelector('.atlas-buttons');
  const cramped = corner.includes('right') && bar.offsetTop + bar.offsetHeight + this.height + 40 > size.y ? 0.5 : 0;
  const [w, h] = [INSET.width + 70, this.height + 50];
  const [left, top] = [corner.includes('left') ? 0 : size.x - w, corner.includes('top') ? 0 : size.y - h];
  return cramped + this.frame.islands.flatMap((group) => [above(group), ...group.dots]).filter((place) => {
    const { x, y } = map.latLngToContainerPoint(place);
    return x > left - 75 && x < left + w + 75 && y > top - 10 && y < top + h + 40;
  }).length;
};
