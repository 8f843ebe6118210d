/* View of a marker map: what becomes of each cluster by the target year. */

const COARSE = ['district', 'province'];
const BEHIND = ['kept', 'unconfirmed'];
const GONE = ['merged', 'removed'];

function ClusterView(frame, data) {
  this.frame = frame;
  this.speech = frame.speech;
  this.data = data;
  this.year = data.spec.target.slice(0, 4);
  const { n } = data;
  this.texts = {};
  Object.entries(data.texts).forEach(([name, column]) => { this.texts[name] = parseTexts(column, n); });
  this.now = parseNumbers(data.areas.area_now_ha, n);
  this.then = parseNumbers(data.areas.area_2030_ha, n);
  this.points = parsePoints(data.xy, data.steps, n);
  this.symbols = new Map(data.symbols.map(([change, color, shape]) => [change, { color, shape }]));
  this.ids = Array.from({ length: n }, (unused, i) => i);
  this.hay = this.ids.map((i) => ` ${fold([this.texts.name[i], this.texts.new_address[i], this.texts.old_address[i]].join(' '))}`);
  const compare = this.speech.sorter();
  this.ids.sort((a, b) => compare(this.texts.name[a], this.texts.name[b]));
  this.off = new Set(data.hidden);
  this.query = '';
  this.size = 'then';
  this.unplacedOnly = false;
  this.chosen = -1;
  this.layer = new PointLayer(this.points, (i) => this.look(i), {
    tip: (item) => this.tip(item),
    choose: (i) => this.choose(i, {}),
  });
  this.bases = data.base.map((layer) => ({ ...layer, drawn: baseLayer(layer, 'atlas-base'), names: new NameLayer(nameItems(layer), 'atlas-names', 7.25) }));
  this.showBase(0);
  this.layer.addTo(frame.map);
  this.search = make('input', { type: 'search', autocomplete: 'off', spellcheck: 'false', on: {
    input: () => { this.query = this.search.value; this.filter(); },
    keydown: (event) => { if (event.key === 'ArrowDown') { event.preventDefault(); this.list.focus(0); } },
  } });
  this.status = make('p', { class: 'atlas-status', role: 'status' });
  this.list = new Listing({
    row: (i) => this.row(i), choose: (i) => this.choose(i, { travel: true }), above: this.search,
    none: () => this.speech.say('none'), more: (count) => this.speech.say('more', { n: this.speech.number(count) }),
  });
  this.unplaced = this.ids.filter((i) => !this.points[i]);
  frame.onSpeech(() => this.build());
  this.followLink();
}

/* The area that a mark stands for; nothing of no size is drawn, so 0 counts as unknown. */
ClusterView.prototype.hectares = function (i) {
  const change = this.texts.change[i];
  if (this.size === 'now') return this.now[i] || null;
  return (GONE.includes(change) ? this.now[i] || this.then[i] : this.then[i] || this.now[i]) || null;
};

ClusterView.prototype.look = function (i) {
  const change = this.texts.change[i];
  return {
    symbol: this.symbols.get(change) || this.symbols.get('unconfirmed'),
    hectares: this.hectares(i),
    hollow: COARSE.includes(this.texts.precision[i]),
    back: BEHIND.includes(change),
  };
};

ClusterView.prototype.showBase = function (place) {
  this.base = place;
  this.bases.forEach((base, i) => [base.drawn, base.names].forEach((layer) => (i === place ? layer.addTo(this.frame.map) : layer.remove())));
  const shown = this.bases[place];
  this.frame.approximate = Boolean(shown && shown.approximate);
  this.frame.writeRemark();
};

ClusterView.prototype.build = function () {
  const { frame, speech } = this;
  empty(frame.legend);
  this.writeChanges();
  this.writeKeys();
  const label = speech.say('search');
  this.search.setAttribute('aria-label', label);
  this.search.placeholder = speech.say('search.hint');
  this.list.element.setAttribute('aria-label', speech.say('list'));
  empty(frame.content).append(make('div', { class: 'atlas-search' }, [this.search]), this.status);
  if (this.unplaced.length) {
    this.note = make('p', { class: 'atlas-unplaced' });
    frame.content.append(this.note);
  }
  frame.content.append(this.list.element);
  this.filter();
  if (this.chosen >= 0) this.choose(this.chosen, { keepFocus: true });
};

/* The legend is the filter: one row a change, with its count. */
ClusterView.prototype.writeChanges = function () {
  const { speech } = this;
  this.counters = new Map();
  const used = new Set(this.texts.change);
  const rows = [...this.symbols].filter(([change]) => used.has(change)).map(([change, symbol]) => {
    const counter = make('output', { class: 'atlas-count' });
    this.counters.set(change, counter);
    const box = make('input', { type: 'checkbox', value: change, on: {
      change: (event) => {
        if (event.target.checked) this.off.delete(change);
        else this.off.add(change);
        this.filter();
      },
    } });
    box.checked = !this.off.has(change);
    return make('label', { class: 'atlas-row' }, [box, swatch(symbol, 20), make('span', { text: speech.say(`Change.${change}`) }), counter]);
  });
  this.frame.legend.append(make('fieldset', {}, [make('legend', { text: speech.say('legend.change', { year: this.year }) }), ...rows]));
};

/* Keys for size, precision and shared points, and the choice of base boundaries. */
ClusterView.prototype.writeKeys = function () {
  const { speech, frame } = this;
  const grey = { color: '#56708a', shape: 'circle' };
  const sizes = [10, 75].map((hectares, place) => {
    const r = radius(hectares, 0.85);
    const circle = document.createElementNS('http://www.w3.org/2000/svg', 'circle');
    Object.entries({ cx: r + 1, cy: r + 1, r, fill: 'none', stroke: '#56708a', 'stroke-width': 1.4 }).forEach(([name, value]) => circle.setAttribute(name, value));
    return make('span', { class: 'atlas-size' }, [picture(2 * r + 2, 2 * r + 2, [circle]), speech.number(hectares) + (place ? ' ha' : '')]);
  });
  const choices = ['now', 'then'].map((size) => [size, size === 'now' ? speech.say('legend.now') : this.year]);
  frame.legend.append(
    make('div', { class: 'atlas-keys' }, [
      make('div', { class: 'atlas-line' }, [
        make('span', { text: speech.say('legend.size') }),
        ...sizes,
        segmented('atlas-size', speech.say('legend.size'), choices, this.size, (size) => { this.size = size; this.layer.draw(); }),
      ]),
      make('div', { class: 'atlas-line' }, [
        make('span', { class: 'atlas-key' }, [swatch(grey, 16), speech.say('legend.exact')]),
        make('span', { class: 'atlas-key' }, [swatch(grey, 16, true), speech.say('legend.coarse')]),
        make('span', { class: 'atlas-key' }, [ringKey(), speech.say('legend.stack')]),
      ]),
      this.bases.length > 1 && make('div', { class: 'atlas-line' }, [
        make('span', { class: 'atlas-term', text: speech.say('legend.base') }),
        segmented('atlas-base', speech.say('legend.base'), this.bases.map((base, i) => [i, systemName(speech, base.key)]), this.base, (place) => this.showBase(place)),
      ]),
    ]),
  );
};

ClusterView.prototype.matches = function (i) {
  const query = this.query.trim();
  if (!query) return true;
  const tokens = fold(query).split(' ').filter(Boolean);
  if (tokens.length && tokens.every((token) => this.hay[i].includes(` ${token}`))) return true;
  return this.texts.name[i].toLowerCase().includes(query.toLowerCase());
};

ClusterView.prototype.filter = function () {
  const { speech, texts } = this;
  const counts = new Map();
  const shown = [];
  this.ids.forEach((i) => {
    const found = this.matches(i) && (!this.unplacedOnly || !this.points[i]);
    if (found) counts.set(texts.change[i], (counts.get(texts.change[i]) || 0) + 1);
    const seen = found && !this.off.has(texts.change[i]);
    this.layer.seen[i] = seen ? 1 : 0;
    if (seen) shown.push(i);
  });
  const wanted = fold(this.query);
  if (wanted) {
    const first = (i) => (fold(texts.name[i]).includes(wanted) ? 0 : 1);
    shown.sort((a, b) => first(a) - first(b));
  }
  this.counters.forEach((counter, change) => { counter.textContent = speech.number(counts.get(change) || 0); });
  this.status.textContent = speech.say('shown', { n: speech.number(shown.length), all: speech.number(this.data.n) });
  if (this.note) {
    empty(this.note).append(
      speech.say('unplaced', { n: speech.number(this.unplaced.length) }),
      make('button', { type: 'button', 'aria-pressed': String(this.unplacedOnly), text: speech.say(this.unplacedOnly ? 'unplaced.all' : 'list.only'), on: {
        click: () => {
          this.unplacedOnly = !this.unplacedOnly;
          this.filter();
          this.note.querySelector('button').focus();
        },
      } }),
    );
  }
  this.layer.draw();
  this.list.show(shown);
};

ClusterView.prototype.area = function (i) {
  const { speech } = this;
  const qualifier = this.texts.area_qualifier[i];
  const words = qualifier && speech.knows(`Qualifier.${qualifier}`) ? `${speech.say(`Qualifier.${qualifier}`)} ` : '';
  const write = (value, about) => (value === null ? speech.say('unknown') : `${about}${speech.number(value)} ha`);
  const [now, then, change] = [this.now[i], this.then[i], this.texts.change[i]];
  if (now === null && then === null) return speech.say('unknown');
  if (change === 'new' && !now) return `${this.year}: ${write(then, words)}`;
  if (GONE.includes(change)) return `${write(now || then || null, words)} → ${speech.say(`Change.${change}`)}`;
  if (now === then) return write(now, words);
  return `${write(now, then === null ? words : '')} → ${write(then, words)}`;
};

ClusterView.prototype.row = function (i) {
  const { texts } = this;
  const place = texts.new_address[i] || texts.old_address[i];
  const look = this.look(i);
  return [
    swatch(look.symbol, 18, look.hollow),
    make('span', { class: 'atlas-entry' }, [
      foreign(texts.name[i], { class: 'atlas-name' }),
      make('span', { class: 'atlas-where' }, [foreign(place), !this.points[i] && make('em', { text: ` · ${this.speech.say('unplaced.one')}` })]),
    ]),
    make('span', { class: 'atlas-figure', text: this.hectares(i) === null ? '' : `${this.speech.number(this.hectares(i), 1)} ha` }),
  ];
};

ClusterView.prototype.tip = function (item) {
  if (!item.members) return [foreign(this.texts.name[item.one])];
  const names = item.members.slice(0, 5).map((i) => make('span', { class: 'atlas-tip-line' }, [foreign(this.texts.name[i])]));
  const rest = item.members.length - names.length;
  return [
    make('strong', { text: this.speech.say('stack', { n: this.speech.number(item.members.length) }) }),
    ...names,
    rest > 0 && make('span', { class: 'atlas-tip-line', text: this.speech.say('stack.more', { n: this.speech.number(rest) }) }),
  ].filter(Boolean);
};

ClusterView.prototype.choose = function (i, { travel, keepFocus }) {
  const { frame } = this;
  this.chosen = i;
  frame.openCard(this.texts.name[i], this.cardParts(i), () => {
    this.chosen = -1;
    this.layer.select(-1);
    history.replaceState(null, '', window.location.href.split('#')[0]);
  }, keepFocus);
  if (travel && this.points[i]) {
    frame.home = false;
    frame.map.setView(this.points[i], Math.max(frame.map.getZoom(), 9), { animate: false });
  }
  this.layer.select(i);
  if (!keepFocus) history.replaceState(null, '', `#cluster=${encodeURIComponent(this.texts.key[i])}`);
};

ClusterView.prototype.cardParts = function (i) {
  const { speech, texts } = this;
  const look = this.look(i);
  const coded = (kind, code) => (code ? speech.say(`${kind}.${code}`) : '');
  const [old, fresh] = [texts.old_address[i], texts.new_address[i]];
  const units = (old || fresh) && make('div', { class: 'atlas-units' }, [
    ['card.old', old], ['card.new', fresh],
  ].map(([key, address]) => make('div', {}, [
    make('h3', {}, [speech.say(key), make('small', { text: speech.say(`${key}.when`) })]),
    make('p', {}, [address ? foreign(address) : make('span', { class: 'atlas-unknown', text: speech.say('unknown') })]),
  ])));
  const sources = this.data.cited[i].map(([source, place]) => this.source(this.data.sources[source], place));
  return [
    make('p', { class: 'atlas-kind', text: coded('ZoneType', texts.zone_type[i]) }),
    make('h2', {}, [foreign(texts.name[i])]),
    make('p', { class: 'atlas-chip' }, [swatch(look.symbol, 20, look.hollow), `${speech.say('card.change', { year: this.year })}: ${coded('Change', texts.change[i])}`]),
    facts([
      [speech.say('card.status'), coded('Status', texts.status[i])],
      [speech.say('card.area'), this.area(i)],
      [speech.say('card.into'), texts.merged_into[i] && foreign(texts.merged_into[i])],
      [speech.say('card.sure'), coded('Modality', texts.certainty[i])],
      [speech.say('card.decision'), texts.decision_no[i] && foreign(texts.decision_no[i])],
      [speech.say('card.place'), speech.say(`place.${this.points[i] ? texts.precision[i] || 'none' : 'none'}`)],
    ]),
    units,
    sources.length > 0 && make('h3', { text: speech.say('card.sources') }),
    sources.length > 0 && make('ul', { class: 'atlas-sources' }, sources),
  ].filter(Boolean);
};

ClusterView.prototype.source = function ([title, publisher, published, address], place) {
  const rest = [publisher, this.speech.date(published), place].filter(Boolean);
  return make('li', {}, [
    outward(address, title || address || publisher),
    rest.length > 0 && make('span', { class: 'atlas-cite' }, rest.map((text) => foreign(text))),
  ]);
};

/* A link with #cluster=KEY opens that cluster's card. */
ClusterView.prototype.followLink = function () {
  const found = /^#cluster=(.+)$/.exec(window.location.hash);
  if (!found) return;
  let key = '';
  try {
    key = decodeURIComponent(found[1]);
  } catch (error) {
    return;
  }
  const i = this.texts.key.indexOf(key);
  if (i >= 0) this.choose(i, { travel: true });
};
