/* The sheet around a map: heading, side panel with legend, lists and cards, the map, its foot. */

const NARROW = window.matchMedia('(max-width: 700px)');

function Frame(map, data, speech) {
  this.map = map;
  this.spec = data.spec;
  this.speech = speech;
  this.marked = Boolean(data.marks);
  this.islands = data.islands;
  this.offshore = data.offshore;
  this.bounds = data.home || COUNTRY;
  this.whole = !data.home;
  this.home = true;
  this.listeners = [];
  this.links = [];
  this.tabs = [];
  this.markAt = () => false;
  this.clusterList = () => null;
  const container = map.getContainer();
  this.head = make('header', { class: 'atlas-head' });
  this.search = make('input', { type: 'search', autocomplete: 'off', spellcheck: 'false', enterkeyhint: 'search' });
  this.bars = make('div', { class: 'atlas-bars' });
  this.summary = make('summary');
  this.legend = make('details', { class: 'atlas-legend', open: true }, [this.summary]);
  this.tabBar = make('div', { class: 'atlas-tabs', hidden: true });
  this.content = make('div', { class: 'atlas-content' });
  this.card = make('section', { class: 'atlas-card', role: 'region', tabindex: '-1', hidden: true });
  this.foot = make('footer', { class: 'atlas-foot' });
  this.handle = make('button', { class: 'atlas-handle', type: 'button', 'aria-expanded': 'false', on: { click: () => this.unfold() } });
  this.top = make('div', { class: 'atlas-top' }, [make('div', { class: 'atlas-search', role: 'search' }, [this.search]), this.bars]);
  this.body = make('div', { class: 'atlas-body' }, [this.legend, this.tabBar, this.content, this.card]);
  this.side = make('aside', { class: 'atlas-side' }, [this.handle, this.top, this.body, this.foot]);
  this.box = make('main', { class: 'atlas-map' });
  this.root = make('div', { class: 'atlas' }, [this.head, this.side, this.box]);
  container.before(this.root);
  this.box.append(container);
  map.invalidateSize({ pan: false });
  [['atlas-base', 350], ['atlas-names', 360], ['atlas-points', 450]].forEach(([name, z]) => {
    map.createPane(name).style.zIndex = z;
    map.getPane(name).style.pointerEvents = 'none';
  });
  this.labels = islandLayer(map, speech, data.islands);
  this.controls();
  this.watch();
  this.listen();
}

/* Run `build` when the page starts and whenever the language changes. */
Frame.prototype.onSpeech = function (build) {
  this.listeners.push(build);
};

/* Say everything again; a view that has a card open opens it anew. */
Frame.prototype.speak = function () {
  document.documentElement.lang = this.speech.lang;
  document.title = this.speech.pick(this.spec.title);
  this.writeHead();
  this.writeSide();
  this.writeFoot();
  this.labels.write();
  this.writeControls();
  this.speaking = true;
  this.listeners.forEach((build) => build());
  this.speaking = false;
};

Frame.prototype.writeHead = function () {
  const { spec, speech } = this;
  const other = make('button', {
    class: 'atlas-language', type: 'button', lang: speech.say('lang.code'), text: speech.say('lang.other'),
    on: {
      click: () => {
        speech.lang = speech.lang === 'vi' ? 'en' : 'vi';
        this.speak();
        this.head.querySelector('.atlas-language').focus();
      },
    },
  });
  const dates = spec.known_on
    ? speech.say('span', { first: speech.date(spec.as_of), last: speech.date(spec.target), known: speech.date(spec.known_on) })
    : `${speech.say('as_of', { date: speech.date(spec.as_of) })}, ${speech.say('target', { date: speech.date(spec.target) })}`;
  const units = speech.pick(spec.units);
  empty(this.head).append(
    make('h1', {}, [foreign(speech.pick(spec.title))]),
    other,
    make('p', { class: 'atlas-subtitle' }, [foreign(speech.pick(spec.subtitle))]),
    make('p', { class: 'atlas-facts' }, [
      make('span', { text: dates }),
      units && make('span', {}, [`${speech.say('units')}: `, foreign(units)]),
    ]),
  );
  const container = this.map.getContainer();
  container.setAttribute('role', 'region');
  container.setAttribute('aria-label', speech.say('map.help'));
};

Frame.prototype.writeSide = function () {
  const { speech } = this;
  this.handle.textContent = speech.say('panel');
  this.side.setAttribute('aria-label', speech.say('panel'));
  this.summary.textContent = speech.say('legend');
  this.search.setAttribute('aria-label', speech.say(this.marked ? 'search' : 'search.units'));
  this.search.placeholder = speech.say(this.marked ? 'search.hint' : 'search.units');
  this.tabBar.setAttribute('aria-label', speech.say('panel'));
  this.tabs.forEach((tab) => tab.name(speech.say(tab.word)));
};

Frame.prototype.writeFoot = function () {
  const { spec, speech } = this;
  const notes = spec.notes.map((note) => speech.pick(note)).filter(Boolean);
  const remark = this.foot.querySelector('details');
  empty(this.foot).append(
    make('p', {}, [make('strong', { text: `${speech.say('sources')}: ` }), foreign(speech.pick(spec.sources))]),
    make('p', { class: 'atlas-made', text: speech.say('made_on', { date: speech.date(spec.made_on) }) }),
    notes.length ? make('details', { class: 'atlas-notes', open: Boolean(remark && remark.open) }, [
      make('summary', { text: speech.say('notes', { n: notes.length }) }),
      make('ul', {}, notes.map((note) => make('li', {}, [foreign(note)]))),
    ]) : '',
  );
  this.writeRemark();
};

/* What is to be known of the boundaries stands on the map itself, and so on every picture of it. */
Frame.prototype.writeRemark = function () {
  const bar = this.map.attributionControl;
  if (!bar) return;
  if (this.remark) bar.removeAttribution(this.remark);
  this.remark = this.approximate ? this.speech.say(this.approximate) : '';
  if (this.remark) bar.addAttribution(this.remark);
};

Frame.prototype.controls = function () {
  const bar = L.control({ position: 'topright' });
  this.buttons = [
    ['zoom.in', 'M9 3v12M3 9h12', () => this.map.zoomIn(1)],
    ['zoom.out', 'M3 9h12', () => this.map.zoomOut(1)],
    [this.whole ? 'zoom.home' : 'zoom.part', 'M3 6.5V3h3.5M11.5 3H15v3.5M15 11.5V15h-3.5M6.5 15H3v-3.5', () => this.goHome()],
    ['print', 'M5 7V3h8v4M5 13H3V7h12v6h-2M5 10.500h8V15H5z', () => window.print()],
  ].map(([key, path, call]) => [key, make('button', { type: 'button', on: { click: call } }, [lines(path)])]);
  bar.onAdd = () => {
    const box = make('div', { class: 'atlas-buttons leaflet-bar' }, this.buttons.map(([, button]) => button));
    L.DomEvent.disableClickPropagation(box);
    return box;
  };
  bar.addTo(this.map);
  L.control.scale({ imperial: false, position: 'bottomleft', maxWidth: 90 }).addTo(this.map);
};

Frame.prototype.writeControls = function () {
  this.buttons.forEach(([key, button]) => {
    button.title = this.speech.say(key);
    button.setAttribute('aria-label', this.speech.say(key));
  });
};

/* The first view holds all that the map is about, however the window is shaped: on a map of the
   country the country with its islands, elsewhere islands with room for their name. */
Frame.prototype.goHome = function () {
  const bounds = L.latLngBounds(this.bounds);
  const named = this.islands.some(({ dots }) => dots.every((dot) => bounds.contains(dot)));
  this.travel(() => {
    this.fit(bounds, this.whole ? [4, 4] : named ? [68, 40] : [8, 8]);
    this.home = true;
  });
};

/* Look at a part of the map; in a small window less is kept free around it. */
Frame.prototype.fit = function (bounds, padding, options) {
  const { x, y } = this.map.getSize();
  this.map.fitBounds(bounds, { animate: false, padding: [Math.min(padding[0], x / 4), Math.min(padding[1], y / 4)], ...options });
};

/* Move the map as soon as that can be done: not while it has no size, as in a tab that is not shown
   yet, nor while it is zooming, when Leaflet would let the call go. The last wish counts. */
Frame.prototype.travel = function (move) {
  this.wish = move;
  this.home = false;
  this.grant();
};
Frame.prototype.grant = function () {
  const { wish } = this;
  const { x, y } = this.map.getSize();
  if (!wish || !x || !y || this.map._animatingZoom) return;
  this.wish = null;
  wish();
};

Frame.prototype.watch = function () {
  this.map.on('dragstart', () => { this.home = false; });
  this.map.on('zoomend', () => {
    this.home = false;
    this.grant();
  });
  this.goHome();
  new ResizeObserver(() => {
    if (this.printing || !this.box.clientWidth || !this.box.clientHeight) return;
    const atHome = this.home;
    this.map.invalidateSize({ pan: !atHome, animate: false });
    if (atHome) this.goHome();
    else this.grant();
  }).observe(this.box);
  window.addEventListener('beforeprint', () => this.freeze());
  window.addEventListener('afterprint', () => this.thaw());
};

/* A sign of straight lines for a button. */
function lines(path) {
  const sign = document.createElementNS('http://www.w3.org/2000/svg', 'path');
  Object.entries({ d: path, fill: 'none', stroke: 'currentColor', 'stroke-width': 1.6, 'stroke-linecap': 'round', 'stroke-linejoin': 'round' })
    .forEach(([name, value]) => sign.setAttribute(name, value));
  return picture(18, 18, [sign]);
}
