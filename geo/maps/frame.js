/* The sheet around a map: heading, side panel, the map itself, and what stands under it. */

const NARROW = window.matchMedia('(max-width: 700px)');

function Frame(map, data, speech) {
  this.map = map;
  this.spec = data.spec;
  this.speech = speech;
  this.home = true;
  this.listeners = [];
  const container = map.getContainer();
  this.head = make('header', { class: 'atlas-head' });
  this.legend = make('section', { class: 'atlas-legend' });
  this.content = make('div', { class: 'atlas-content' });
  this.card = make('section', { class: 'atlas-card', role: 'region', tabindex: '-1', hidden: true });
  this.foot = make('footer', { class: 'atlas-foot' });
  this.handle = make('button', { class: 'atlas-handle', type: 'button', 'aria-expanded': 'false', on: { click: () => this.unfold() } });
  this.body = make('div', { class: 'atlas-body' }, [this.legend, this.content, this.card]);
  this.side = make('aside', { class: 'atlas-side' }, [this.handle, this.body, this.foot]);
  this.box = make('div', { class: 'atlas-map' });
  this.root = make('div', { class: 'atlas' }, [this.head, this.side, this.box]);
  container.before(this.root);
  this.box.append(container);
  map.invalidateSize({ pan: false });
  [['atlas-base', 350], ['atlas-names', 360], ['atlas-points', 450]].forEach(([name, z]) => {
    map.createPane(name).style.zIndex = z;
    map.getPane(name).style.pointerEvents = 'none';
  });
  this.relabel = islandLayer(map, speech);
  this.controls();
  this.watch();
  this.card.addEventListener('keydown', (event) => {
    if (event.key === 'Escape') this.closeCard();
  });
}

/* Run `build` now and whenever the language changes. */
Frame.prototype.onSpeech = function (build) {
  this.listeners.push(build);
  build();
};

Frame.prototype.speak = function () {
  document.documentElement.lang = this.speech.lang;
  document.title = this.speech.pick(this.spec.title);
  this.writeHead();
  this.writeFoot();
  this.relabel();
  this.writeControls();
  this.listeners.forEach((build) => build());
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
  const dates = `${speech.say('as_of', { date: speech.date(spec.as_of) })}, ${speech.say('target', { date: speech.date(spec.target) })}`;
  const units = speech.pick(spec.units);
  empty(this.head).append(
    other,
    make('h1', {}, [foreign(speech.pick(spec.title))]),
    make('p', { class: 'atlas-subtitle' }, [foreign(speech.pick(spec.subtitle))]),
    make('p', { class: 'atlas-facts' }, [
      make('span', { text: dates }),
      units && make('span', {}, [`${speech.say('units')}: `, foreign(units)]),
    ]),
  );
  this.handle.textContent = speech.say('panel');
  this.side.setAttribute('aria-label', speech.say('panel'));
  const container = this.map.getContainer();
  container.setAttribute('role', 'region');
  container.setAttribute('aria-label', speech.say('map.help'));
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
  this.remark = this.approximate ? this.speech.say('approximate') : '';
  if (this.remark) bar.addAttribution(this.remark);
};

Frame.prototype.controls = function () {
  const bar = L.control({ position: 'topright' });
  this.buttons = [
    ['zoom.in', 'M9 3v12M3 9h12', () => this.map.zoomIn(1)],
    ['zoom.out', 'M3 9h12', () => this.map.zoomOut(1)],
    ['zoom.home', 'M3 6.5V3h3.5M11.5 3H15v3.5M15 11.5V15h-3.5M6.5 15H3v-3.5', () => this.goHome()],
    ['print', 'M5 7V3h8v4M5 13H3V7h12v6h-2M5 10.500h8V15H5z', () => window.print()],
  ].map(([key, path, call]) => [key, make('button', { type: 'button', on: { click: call } }, [lines(path)])]);
  bar.onAdd = () => {
    const box = make('div', { class: 'atlas-buttons leaflet-bar' }, this.buttons.map(([, button]) => button));
    L.DomEvent.disableClickPropagation(box);
    return box;
  };
  bar.addTo(this.map);
  L.control.scale({ imperial: false, position: 'bottomleft' }).addTo(this.map);
};

Frame.prototype.writeControls = function () {
  this.buttons.forEach(([key, button]) => {
    button.title = this.speech.say(key);
    button.setAttribute('aria-label', this.speech.say(key));
  });
};

/* The first view holds the whole country with its islands, however the window is shaped. */
Frame.prototype.goHome = function () {
  this.map.fitBounds(COUNTRY, { animate: false, padding: [4, 4] });
  this.home = true;
};

Frame.prototype.watch = function () {
  this.map.on('dragstart', () => { this.home = false; });
  this.map.on('zoomend', () => { this.home = false; });
  this.goHome();
  new ResizeObserver(() => {
    if (this.printing || !this.box.clientWidth || !this.box.clientHeight) return;
    const atHome = this.home;
    this.map.invalidateSize({ pan: !atHome, animate: false });
    if (atHome) this.goHome();
  }).observe(this.box);
  window.addEventListener('beforeprint', () => this.freeze());
  window.addEventListener('afterprint', () => this.thaw());
};

/* Leaflet redraws canvases too late for the printer, so the map is printed as it stands, scaled. */
const PAGE_WIDTH = 716;
const PAGE_HEIGHT = 700;
Frame.prototype.freeze = function () {
  if (this.printing) return;
  this.printing = true;
  this.folded = [...this.root.querySelectorAll('details:not([open])')];
  this.folded.forEach((part) => { part.open = true; });
  const container = this.map.getContainer();
  const [width, height] = [this.box.clientWidth, this.box.clientHeight];
  const scale = Math.min(PAGE_WIDTH / width, PAGE_HEIGHT / height);
  Object.assign(container.style, { width: `${width}px`, height: `${height}px`, transform: `scale(${scale})`, transformOrigin: '0 0' });
  Object.assign(this.box.style, { width: `${width * scale}px`, height: `${height * scale}px` });
};

Frame.prototype.thaw = function () {
  const container = this.map.getContainer();
  Object.assign(container.style, { width: '', height: '', transform: '', transformOrigin: '' });
  Object.assign(this.box.style, { width: '', height: '' });
  this.folded.forEach((part) => { part.open = false; });
  this.printing = false;
};

Frame.prototype.unfold = function (open) {
  const wanted = open === undefined ? !this.root.classList.contains('is-open') : open;
  this.root.classList.toggle('is-open', wanted);
  this.handle.setAttribute('aria-expanded', String(wanted));
};

/* Show a card in place of the list; focus goes to it, and back when it closes. */
Frame.prototype.openCard = function (label, parts, onClose, keepFocus) {
  if (this.card.hidden) this.before = document.activeElement;
  this.onClose = onClose;
  const close = make('button', {
    class: 'atlas-close', type: 'button', text: '×', title: this.speech.say('close'), 'aria-label': this.speech.say('close'),
    on: { click: () => this.closeCard() },
  });
  empty(this.card).append(close, ...parts);
  this.card.setAttribute('aria-label', label);
  this.card.hidden = false;
  this.root.classList.add('has-card');
  this.unfold(true);
  this.card.scrollTop = 0;
  if (!keepFocus) this.card.focus({ preventScroll: true });
};

Frame.prototype.closeCard = function () {
  if (this.card.hidden) return;
  this.card.hidden = true;
  this.root.classList.remove('has-card');
  if (NARROW.matches) this.unfold(false);
  if (this.onClose) this.onClose();
  const back = this.before && this.before.isConnected ? this.before : this.map.getContainer();
  back.focus({ preventScroll: true });
};

/* A sign of straight lines for a button. */
function lines(path) {
  const sign = document.createElementNS('http://www.w3.org/2000/svg', 'path');
  Object.entries({ d: path, fill: 'none', stroke: 'currentColor', 'stroke-width': 1.6, 'stroke-linecap': 'round', 'stroke-linejoin': 'round' })
    .forEach(([name, value]) => sign.setAttribute(name, value));
  return picture(18, 18, [sign]);
}

/* Rows of a card: a term and what is said of it; rows without anything to say are left out. */
function facts(rows) {
  return make('dl', { class: 'atlas-facts-list' }, rows.filter((row) => row && row[1]).map(([term, said]) => make('div', {}, [
    make('dt', { text: term }),
    make('dd', {}, Array.isArray(said) ? said : [said]),
  ])));
}
