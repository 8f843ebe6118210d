/* Administrative units on the map: outlines pale or shaded, a choice of systems, hover, click, card.
   A view that shades them sets `paint`, `say` (what a tip adds) and `head` (what a card begins with). */

const HATCH = 'atlas-hatch';
const NOTICE = '#12283f';

function UnitLayers(frame, data) {
  this.frame = frame;
  this.speech = frame.speech;
  this.year = frame.spec.target.slice(0, 4);
  this.layers = data.layers;
  this.symbols = new Map(data.symbols.map(([change, color, shape]) => [change, { color, shape }]));
  this.current = 0;
  this.chosen = -1;
  this.hovered = -1;
  this.paint = null;
  this.say = () => [];
  this.head = () => [];
  this.switches = [];
  this.choices = [];
  this.drawn = new Map();
  frame.units = this;
  const pane = frame.map.getPane('atlas-base');
  pane.style.pointerEvents = '';
  this.renderer = L.svg({ pane: 'atlas-base', padding: 0.4 });
  this.tip = L.tooltip({ direction: 'top', offset: [0, -6], opacity: 1, className: 'atlas-tooltip' });
  this.around = data.context ? this.surround(data.context) : L.featureGroup();
  this.watchTiles();
  if (!this.layers.length) return;
  this.bar = frame.bar(10);
  this.show(0);
  frame.onLink(/^#unit=(.+)$/, (text) => this.find(text));
  frame.onSpeech(() => this.build());
}

Object.defineProperties(UnitLayers.prototype, {
  layer: { get() { return this.layers[this.current] || null; } },
  key: { get() { return this.layers.length ? this.layer.key : ''; } },
  keys: { get() { return this.layers.length ? this.layer.keys : []; } },
  names: { get() { return this.layers.length ? this.layer.names : []; } },
});

UnitLayers.prototype.onSwitch = function (call) {
  this.switches.push(call);
};
UnitLayers.prototype.onChoose = function (call) {
  this.choices.push(call);
};

/* Pale provinces around the units of a map of a part of the country. */
UnitLayers.prototype.surround = function (context) {
  const shapes = parseOutlines(context).filter((parts) => parts.length).map((parts) => L.polygon(parts, {
    renderer: this.renderer, pane: 'atlas-base', interactive: false, smoothFactor: 0.6,
    fillColor: LAND.around, fillOpacity: 1, color: LAND.line, weight: 0.8,
  }));
  return L.featureGroup(shapes).addTo(this.frame.map);
};

/* Over base tiles, which only a user adds, units let them shine through. */
UnitLayers.prototype.watchTiles = function () {
  const see = (layer) => {
    if (!(layer instanceof L.TileLayer) || this.tiled) return;
    this.tiled = true;
    this.around.setStyle({ fillOpacity: 0 });
    if (this.layers.length) this.repaint();
  };
  this.frame.map.eachLayer(see);
  this.frame.map.on('layeradd', ({ layer }) => see(layer));
};

/* Islands far offshore: dots with a name, which no dots of a pattern are to be taken for. */
const Islets = L.Polygon.extend({
  setStyle(style) {
    return L.Polygon.prototype.setStyle.call(this, { ...style, fillColor: style.plainColor || style.fillColor });
  },
});

/* The outline of a unit, whose islands beyond a longitude are filled apart. */
function unitShape(parts, offshore, options) {
  const far = parts.filter(([ring]) => ring.every(([, lon]) => lon > offshore));
  if (!far.length) return L.polygon(parts, options);
  const near = parts.filter((part) => !far.includes(part));
  return L.featureGroup([L.polygon(near, options), new Islets(far, options)]);
}

/* Shapes and names of a system, made when it is first shown. */
UnitLayers.prototype.prepared = function (place) {
  if (!this.drawn.has(place)) {
    const layer = this.layers[place];
    const outlines = parseOutlines(layer);
    const group = L.featureGroup();
    const shapes = outlines.map((parts, i) => {
      if (!parts.length) return null;
      const shape = unitShape(parts, this.frame.offshore, { renderer: this.renderer, pane: 'atlas-base', smoothFactor: 0.4 });
      shape.on('click', (event) => this.press(i, event));
      shape.on('mousemove', (event) => this.hover(i, event));
      shape.on('mouseout', () => this.leave());
      return shape.addTo(group);
    });
    const names = new NameLayer(nameItems(layer, outlines), 'atlas-names', this.frame.marked ? 6.5 : 5, this.frame.islands);
    const figures = {};
    Object.entries(layer.figures).forEach(([name, text]) => { figures[name] = parseNumbers(text, layer.names.length); });
    this.drawn.set(place, { group, shapes, names, figures });
  }
  return this.drawn.get(place);
};

UnitLayers.prototype.show = function (place) {
  this.drawn.forEach((drawn) => [drawn.group, drawn.names].forEach((layer) => layer.remove()));
  this.current = place;
  const { group, names } = this.prepared(place);
  [group, names].forEach((layer) => layer.addTo(this.frame.map));
  this.pattern(HATCH, hatching);
  this.frame.approximate = this.layer.approximate;
  this.frame.writeRemark();
  this.repaint();
};

/* The fill of a pattern, which is made where there is none of that name yet. */
UnitLayers.prototype.pattern = function (id, made) {
  const root = this.renderer._container;
  if (root && !root.querySelector(`#${id}`)) root.prepend(made(id));
  return `url(#${id})`;
};

UnitLayers.prototype.repaint = function () {
  this.prepared(this.current).shapes.forEach((shape, i) => shape && shape.setStyle(this.style(i)));
};

UnitLayers.prototype.style = function (i) {
  const fill = { ...(this.paint ? this.paint(i) : { fillColor: LAND.fill }), fillOpacity: this.tiled ? (this.paint ? 0.65 : 0.15) : 1, opacity: 1 };
  if (i === this.chosen) return { ...fill, color: NOTICE, weight: 2.6 };
  if (i === this.hovered) return { ...fill, color: NOTICE, weight: 1.8 };
  return { ...fill, color: this.paint ? '#fff' : LAND.line, weight: this.paint ? 1 : 0.9 };
};

UnitLayers.prototype.redraw = function (...places) {
  const { shapes } = this.prepared(this.current);
  places.forEach((i) => shapes[i] && shapes[i].setStyle(this.style(i)));
  [this.hovered, this.chosen].forEach((i) => shapes[i] && shapes[i].bringToFront());
};

UnitLayers.prototype.figure = function (name, i) {
  const column = this.prepared(this.current).figures[name];
  return column && column[i] !== undefined ? column[i] : null;
};

/* Marks lie above units: what points at a mark does not point at the unit below. */
UnitLayers.prototype.hover = function (i, event) {
  if (this.frame.markAt(event.containerPoint)) {
    this.leave();
    return;
  }
  if (this.hovered !== i) {
    const before = this.hovered;
    this.hovered = i;
    this.redraw(before, i);
    this.tip.setContent(make('span', { class: 'atlas-tip' }, [make('strong', {}, [foreign(this.names[i])]), ...this.say(i)]));
  }
  this.tip.setLatLng(event.latlng);
  if (!this.frame.map.hasLayer(this.tip)) this.tip.addTo(this.frame.map);
};

UnitLayers.prototype.leave = function () {
  const before = this.hovered;
  this.hovered = -1;
  this.redraw(before);
  this.tip.remove();
};

UnitLayers.prototype.press = function (i, event) {
  if (event.containerPoint && this.frame.markAt(event.containerPoint)) return;
  this.choose(i);
};

UnitLayers.prototype.build = function () {
  const { speech } = this;
  empty(this.bar);
  if (this.layers.length > 1) {
    this.bar.append(segmented('atlas-system', speech.say('units'), this.layers.map(({ key }, i) => [i, this.system(i)]), this.current, (place) => this.exchange(place)));
  }
  if (this.chosen >= 0 && this.open) this.choose(this.chosen, { keepFocus: true });
};

UnitLayers.prototype.system = function (place) {
  const { key } = this.layers[place];
  return this.speech.knows(`system.${key}.when`) ? this.speech.say(`system.${key}.when`) : key;
};

/* What one unit of the system shown is called. */
UnitLayers.prototype.level = function () {
  const word = `level.${this.key}`;
  return this.speech.say(this.speech.knows(word) ? word : 'level.other');
};

UnitLayers.prototype.exchange = function (place) {
  this.frame.closeCard({ keepFocus: true });
  this.release();
  this.leave();
  this.show(place);
  this.switches.forEach((call) => call());
};

/* Choose a unit: outline it, open its card, tell the other views. */
UnitLayers.prototype.choose = function (i, options) {
  const { travel, keepFocus } = options || {};
  const before = this.chosen;
  this.chosen = i;
  this.redraw(before, i);
  if (before !== i) this.choices.forEach((call) => call(i));
  const shape = this.prepared(this.current).shapes[i];
  if (travel && shape) this.frame.travel(() => this.frame.fit(shape.getBounds(), [40, 40], { maxZoom: 10 }));
  this.frame.openCard(this.names[i], this.cardParts(i), {
    keepFocus,
    onClose: (keepChoice) => {
      this.open = false;
      if (!keepChoice) this.release();
    },
  });
  this.open = true;
  this.frame.link('unit', `${this.key}/${this.keys[i]}`);
};

/* Let the chosen unit go; where its card is open it closes. */
UnitLayers.prototype.release = function () {
  if (this.chosen < 0) return;
  const before = this.chosen;
  this.chosen = -1;
  this.redraw(before);
  this.frame.link();
  if (this.open) this.frame.closeCard({ keepFocus: true });
  this.choices.forEach((call) => call(-1));
};

/* A link with #unit=LAYER/KEY opens that unit's card. */
UnitLayers.prototype.find = function (text) {
  const [system, ...rest] = text.split('/');
  const place = this.layers.findIndex(({ key }) => key === system);
  const i = place < 0 ? -1 : this.layers[place].keys.indexOf(rest.join('/'));
  if (i < 0) return false;
  if (place !== this.current) {
    this.exchange(place);
    this.build();
  }
  this.choose(i, { travel: true });
  return true;
};

UnitLayers.prototype.cardParts = function (i) {
  const { speech, year } = this;
  const number = (name, unit, decimals) => {
    const value = this.figure(name, i);
    return value === null ? '' : `${speech.number(value, decimals)}${unit}`;
  };
  const change = this.figure('change_ha', i);
  const recorded = this.figure('clusters_n', i);
  const lacking = this.figure('without_area_n', i);
  const stated = this.layer.stated[i];
  const about = change === 0 ? speech.say('nochange') : speech.say('unit.change.what', { year });
  const without = lacking ? [`, ${speech.say('unit.lacking', { n: speech.number(lacking), all: speech.number(recorded) })}`] : [];
  const rows = [...this.symbols.keys()].map((code) => [code, this.figure(`${code}_n`, i)]).filter(([, n]) => n);
  return [
    make('p', { class: 'atlas-kind', text: this.system(this.current) }),
    make('h2', {}, [foreign(this.names[i])]),
    'change_ha' in this.layer.figures && make('p', { class: 'atlas-big' }, [
      change === null ? speech.say('nodata') : `${speech.signed(change, 1)} ha`,
      make('small', {}, [about, ...without]),
      this.figure('proposed_n', i) > 0 && make('small', { text: speech.say('unit.proposed.ha', { n: number('proposed_n', ''), ha: speech.signed(this.figure('proposed_ha', i), 1) }) }),
    ]),
    stated.length > 0 && make('p', { class: 'atlas-stated' }, [foreign(speech.pick(stated))]),
    ...this.head(i),
    facts([
      [speech.say('unit.now'), number('area_from_ha', ' ha', 1) || (recorded ? speech.say('unknown') : '')],
      [speech.say('unit.2030', { year }), number('area_to_ha', ' ha', 1) || (recorded ? speech.say('unknown') : '')],
      [speech.say('unit.fill'), number('fill_pct', ' %', 1)],
      [speech.say('unit.clusters'), recorded === 0 ? speech.say('unit.none') : number('clusters_n', '')],
      [speech.say('unit.area'), number('area_km2', ' km²', 1)],
    ]),
    this.figure('strays_n', i) > 0 && make('p', { class: 'atlas-stated', text: speech.say('unit.strays', { n: speech.number(this.figure('strays_n', i)) }) }),
    rows.length > 0 && make('h3', { text: speech.say('legend.change', { year }) }),
    ...rows.map(([code, n]) => make('div', { class: 'atlas-row' }, [swatch(this.symbols.get(code), 20), make('span', { text: speech.say(`Change.${code}`) }), make('b', { class: 'atlas-count', text: speech.number(n) })])),
    this.frame.clusterList(i),
  ].filter(Boolean);
};
