/* Names of units written on the map where they fit, the largest unit first: within the unit, clear
   of marks, of other names and of the islands. */

/* How far a name may reach over the borders of its unit. */
const SPILL = 1.3;
const CELL = 3;
const GRID = [-0.45, -0.3, -0.15, 0, 0.15, 0.3, 0.45];
const TYPE = /^(?:tỉnh|thành phố|thị xã|huyện|quận)\s+(?=\D)/i;

/* A name on one line, then on two. */
function broken(text) {
  const words = text.split(' ');
  if (words.length < 2) return [text];
  const half = Math.ceil(words.length / 2);
  return [text, `${words.slice(0, half).join(' ')}\n${words.slice(half).join(' ')}`];
}

/* Names without the types of their units, unless two would then be alike. */
function shortened(names) {
  const short = names.map((name) => name.replace(TYPE, ''));
  const counted = new Map();
  short.forEach((name) => counted.set(name, (counted.get(name) || 0) + 1));
  return short.map((name, i) => (counted.get(name) === 1 ? name : names[i]));
}

/* Where marks lie in the window, in cells of few pixels. */
function Taken(map, { xs, ys, rs }) {
  const size = map.getSize();
  this.across = Math.ceil(size.x / CELL);
  this.down = Math.ceil(size.y / CELL);
  this.from = map.containerPointToLayerPoint([0, 0]);
  this.cells = new Uint8Array(this.across * this.down);
  xs.forEach((x, k) => this.each(x - rs[k], ys[k] - rs[k], x + rs[k], ys[k] + rs[k], (cell) => { this.cells[cell] = 1; }));
}
Taken.prototype.each = function (left, top, right, bottom, call) {
  const [first, last] = [Math.max(0, Math.floor(left / CELL)), Math.min(this.across - 1, Math.floor(right / CELL))];
  for (let y = Math.max(0, Math.floor(top / CELL)); y <= Math.min(this.down - 1, Math.floor(bottom / CELL)); y += 1) {
    for (let x = first; x <= last; x += 1) call(y * this.across + x);
  }
};
Taken.prototype.has = function ([left, top, right, bottom]) {
  const { x, y } = this.from;
  let found = 0;
  this.each(left - x, top - y, right - x, bottom - y, (cell) => { found += this.cells[cell]; });
  return found > 0;
};

const NameLayer = L.Layer.extend({
  initialize(items, pane, leastZoom, islands) {
    this.items = items;
    this.paneName = pane;
    this.leastZoom = leastZoom;
    this.islands = islands;
  },
  onAdd(map) {
    this.holder = make('div', { class: 'atlas-names leaflet-zoom-hide', 'aria-hidden': 'true' });
    map.getPane(this.paneName).append(this.holder);
    this.written = this.items.map((item) => ({ ...item, element: make('span', {}, [foreign(item.text)]) }));
    this.written.forEach((name) => this.holder.append(name.element));
    this.place();
  },
  onRemove() {
    this.holder.remove();
  },
  /* Marks are drawn anew after every move and zoom. */
  getEvents() {
    return { viewreset: this.place, zoomend: this.place, marksdrawn: this.avoid };
  },
  avoid({ items }) {
    this.marks = new Taken(this._map, items);
    this.place();
  },
  place(event) {
    const map = this._map;
    const shown = map.getZoom() >= this.leastZoom;
    this.holder.hidden = !shown;
    if (!shown || (this.marks && event)) return;
    this.taken = this.islands.map((group) => {
      const at = map.latLngToLayerPoint(above(group));
      return [at.x - 75, at.y - 36, at.x + 75, at.y + 4];
    });
    this.written.forEach((name) => this.write(name));
  },
  /* Write a name at the first free place: within its unit, nearest to its inner point, else across
     the border. */
  write(name) {
    const { element } = name;
    element.hidden = false;
    if (!name.sizes) name.sizes = broken(name.text).map((lines) => this.measured(element, lines));
    const found = this.room(name, true) || this.room(name, false);
    element.hidden = !found;
    if (!found) return;
    this.taken.push(found.box);
    element.firstChild.textContent = found.lines;
    element.style.transform = `translate(${Math.round(found.box[0] + 2)}px, ${Math.round(found.box[1])}px)`;
  },
  measured(element, lines) {
    element.firstChild.textContent = lines;
    return [lines, element.offsetWidth, element.offsetHeight];
  },
  room({ at, box, ring, sizes }, within) {
    const map = this._map;
    const middle = map.latLngToLayerPoint(at);
    const [low, high] = box.map((corner) => map.latLngToLayerPoint(corner));
    const [wide, tall] = [Math.abs(high.x - low.x), Math.abs(high.y - low.y)];
    const places = GRID.flatMap((across) => GRID.map((down) => L.point((low.x + high.x) / 2 + across * wide, (low.y + high.y) / 2 + down * tall)));
    const centres = [middle, ...places.sort((a, b) => a.distanceTo(middle) - b.distanceTo(middle))];
    const inside = (x, y) => holdsPoint(ring, map.layerPointToLatLng([x, y]));
    for (const [lines, w, h] of sizes) {
      if (w > SPILL * wide || h > tall) continue;
      for (const { x, y } of centres) {
        const own = [x - w / 2 - 2, y - h / 2, x + w / 2 + 2, y + h / 2];
        const fits = this.free(own) && (within ? [own[0], x, own[2]].every((side) => inside(side, own[1]) && inside(side, own[3])) : inside(x, y));
        if (fits) return { lines, box: own };
      }
    }
    return null;
  },
  free(own) {
    const over = (other) => own[2] > other[0] && own[0] < other[2] && own[3] > other[1] && own[1] < other[3];
    return !this.taken.some(over) && !(this.marks && this.marks.has(own));
  },
});

/* Whether a ring of [lat, lon] goes round a place. */
function holdsPoint(ring, { lat, lng }) {
  let within = false;
  for (let i = 0, j = ring.length - 1; i < ring.length; j = i, i += 1) {
    const [[y, x], [before, west]] = [ring[i], ring[j]];
    if ((y > lat) !== (before > lat) && lng < ((west - x) * (lat - y)) / (before - y) + x) within = !within;
  }
  return within;
}

/* One name a unit, at its inner point, with the outer ring and extent of its largest part. */
function nameItems(layer, outlines) {
  const at = parsePoints(layer.at, layer.point_steps, layer.names.length);
  const names = shortened(layer.names);
  const size = ({ bounds }) => (bounds.getEast() - bounds.getWest()) * (bounds.getNorth() - bounds.getSouth());
  return outlines
    .map((parts, i) => {
      const [largest] = parts.map(([ring]) => ({ ring, bounds: L.latLngBounds(ring) })).sort((a, b) => size(b) - size(a));
      if (!largest || !at[i]) return null;
      const { ring, bounds } = largest;
      return { text: names[i], at: at[i], ring, box: [bounds.getSouthWest(), bounds.getNorthEast()], size: size(largest) };
    })
    .filter(Boolean)
    .sort((a, b) => b.size - a.size);
}
