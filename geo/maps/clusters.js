/* View of clusters: marks on the map, their legend that filters, their list and their cards. */

const COARSE = ['district', 'province'];
const STRAYS = -2;
const GONE = ['merged', 'removed', 'gone'];

function ClusterView(frame, data) {
  const { n } = data.marks;
  this.frame = frame;
  this.speech = frame.speech;
  this.data = data.marks;
  this.n = n;
  this.target = frame.spec.target.slice(0, 4);
  this.names = parseAlike(this.data.names);
  this.texts = textColumns(this.data.texts, n);
  this.addresses = Object.fromEntries(Object.entries(this.data.addresses).map(([name, parts]) => [name, new Address(parts, n)]));
  this.from = parseSeries(this.data.areas.area_from_ha, n);
  this.to = parseSeries(this.data.areas.area_to_ha, n);
  this.sources = this.data.sources;
  this.english = new Map(this.data.english);
  this.history = new RowTable(this.data.history, n);
  this.schedule = new RowTable(this.data.schedule, n);
  this.doubtful = new RowTable(this.data.doubtful, n);
  this.years = this.data.years && new Years(this.data.years, n);
  this.themes = { change: theme(this.data.symbols.change, this.data, this.data.hidden), status: theme(this.data.symbols.status, this.data, []) };
  this.theme = 'change';
  this.size = 'to';
  this.query = '';
  this.unit = null;
  this.unplacedOnly = false;
  this.chosen = -1;
  this.counters = [];
  this.card = new ClusterCard(this);
  this.layer = new PointLayer(parseWorld(this.data.xy, this.data.steps, n), {
    tip: (item) => this.tip(item), choose: (i) => this.choose(i, {}), count: (count) => this.speech.number(count),
  });
  const precision = this.texts.precision.texts.map((text) => COARSE.includes(text));
  const proposed = this.texts.certainty.texts.map((text) => text === 'proposed');
  this.proposed = Uint8Array.from(this.texts.certainty.codes(), (code) => (proposed[code] ? 1 : 0));
  this.texts.precision.codes().forEach((code, i) => { this.layer.hollow[i] = precision[code] ? 1 : 0; });
  if (this.years) this.control = new YearControl(this.data.years.years, frame.spec.as_of, () => this.refresh());
  this.legend = frame.section(10);
  this.legendKeys = frame.section(30);
  this.list = this.listing(() => frame.search);
  this.tab = frame.tab({ order: 10, word: 'list', focus: () => this.list.focus(0) });
  this.status = make('p', { class: 'atlas-status', role: 'status' });
  this.notes = make('div', { class: 'atlas-remarks' });
  this.tab.panel.append(this.status, this.notes, this.list.element);
  this.unplaced = this.count((i) => !this.layer.placed(i));
  this.layer.addTo(frame.map);
  this.connect();
  frame.onSpeech(() => this.build());
}

function theme(symbols, { background }, off) {
  return { symbols: symbols.map(([code, color, shape]) => ({ code, color, shape })), off: new Set(off), back: symbols.map(([code]) => background.includes(code)) };
}

/* Keys end as the names in bare words do, but for those that are told. */
Object.defineProperty(ClusterView.prototype, 'keys', {
  get() {
    if (!this.keyed) {
      const { heads, cut, own } = this.data.keys;
      const [head, cuts] = [new TextColumn(heads, this.n), new TextColumn(cut, this.n)];
      const told = own.values();
      const tail = (name, left) => (left === '' ? told.next().value : fold(name).replace(/ /g, '-').slice(left));
      this.keyed = this.names.map((name, i) => head.of(i) + tail(name, cuts.of(i)));
    }
    return this.keyed;
  },
});

ClusterView.prototype.connect = function () {
  const { frame } = this;
  frame.onSearch((query) => { this.query = query.trim(); this.filter(); });
  frame.markAt = (at) => this.layer.under(at) !== null;
  frame.clusterList = (i) => this.unitList(i);
  frame.listStrays = () => this.listStrays();
  frame.units.onSwitch(() => this.confine(-1));
  frame.units.onChoose((i) => this.confine(i));
  frame.onLink(/^#cluster=(.+)$/, (key) => {
    const i = this.keys.indexOf(key);
    if (i >= 0) this.choose(i, { travel: true });
    return i >= 0;
  });
};

ClusterView.prototype.count = function (holds) {
  let found = 0;
  for (let i = 0; i < this.n; i += 1) if (holds(i)) found += 1;
  return found;
};

ClusterView.prototype.year = function () {
  return this.theme === 'status' ? this.data.years.years[this.control.place] : null;
};

ClusterView.prototype.changeRank = function (code) {
  const { symbols } = this.themes.change;
  const at = symbols.findIndex((symbol) => symbol.code === code);
  return at < 0 ? symbols.findIndex((symbol) => symbol.code === 'unconfirmed') : at;
};

ClusterView.prototype.changeLook = function (i) {
  return this.themes.change.symbols[this.changeRank(this.texts.change.of(i))];
};

ClusterView.prototype.coarse = function (i) {
  return this.layer.hollow[i] === 1;
};

/* Give every mark the symbol and size of what is shown: a change and an area, or a year's status. */
ClusterView.prototype.dress = function () {
  const { layer } = this;
  if (this.theme === 'status') {
    layer.rank.set(this.years.ranks(this.control.place));
    layer.hectares.set(this.years.hectares(this.control.place, this.from, this.to));
  } else {
    const { change } = this.texts;
    const ranks = change.texts.map((code) => this.changeRank(code));
    const gone = change.texts.map((code) => GONE.includes(code));
    change.codes().forEach((code, i) => {
      const first = this.size === 'from' || gone[code];
      layer.rank[i] = ranks[code];
      layer.hectares[i] = (first ? this.from[i] : this.to[i]) || (this.size === 'from' ? NaN : (first ? this.to[i] : this.from[i]));
    });
  }
  layer.dress(this.themes[this.theme].symbols, this.themes[this.theme].back);
};

ClusterView.prototype.refresh = function () {
  this.dress();
  this.filter();
};

ClusterView.prototype.build = function () {
  if (this.n) {
    this.writeLegend();
    this.writeKeys();
  }
  this.dress();
  this.list.element.setAttribute('aria-label', this.speech.say('list'));
  this.filter();
  if (this.chosen >= 0) this.choose(this.chosen, { keepFocus: true, back: this.back });
};

ClusterView.prototype.writeLegend = function () {
  const { speech } = this;
  empty(this.legend);
  if (this.years) {
    const choices = [['change', speech.say('legend.change', { year: this.target })], ['status', speech.say('legend.status')]];
    this.legend.append(make('div', { class: 'atlas-themes' }, [segmented('atlas-theme', speech.say('legend.theme'), choices, this.theme, (name) => {
      this.theme = name;
      this.control.pause();
      if (this.frame.shade) this.frame.shade.rest(name === 'status');
      this.build();
      this.legend.querySelector('input:checked').focus();
    })]));
    this.control.speak(speech);
    if (this.theme === 'status') this.legend.append(this.control.element);
  }
  this.legend.append(this.filters());
};

/* The legend is the filter: one row a symbol, with its count. */
ClusterView.prototype.filters = function () {
  const { speech } = this;
  const { symbols, off } = this.themes[this.theme];
  const used = this.theme === 'change' ? new Set(this.texts.change.texts) : this.usedStatuses();
  const title = this.theme === 'change' ? speech.say('legend.change', { year: this.target }) : speech.say('legend.status');
  this.counters = symbols.map(() => null);
  const rows = symbols.map(({ code, color, shape }, rank) => {
    if (!used.has(code)) return null;
    const counter = make('output', { class: 'atlas-count' });
    this.counters[rank] = counter;
    const box = make('input', { type: 'checkbox', value: code, on: {
      change: () => {
        if (box.checked) off.delete(code);
        else off.add(code);
        this.filter();
      },
    } });
    box.checked = !off.has(code);
    return make('label', { class: 'atlas-row' }, [box, swatch({ color, shape }, 19), make('span', { text: this.word(rank) }), counter]);
  });
  return make('fieldset', { class: this.years ? 'is-titled' : null }, [make('legend', { text: title }), ...rows]);
};

ClusterView.prototype.usedStatuses = function () {
  const { symbols } = this.themes.status;
  return new Set([...this.years.status.texts.join('')].filter((letter) => letter !== '-').map((letter) => symbols[letter.codePointAt(0) - 97].code));
};

/* Keys for size, precision and shared points. */
ClusterView.prototype.writeKeys = function () {
  const { speech } = this;
  const grey = { color: '#56708a', shape: 'circle' };
  const sizes = [10, 75].map((hectares, place) => make('span', { class: 'atlas-size' }, [sizeKey(hectares), speech.number(hectares) + (place ? ' ha' : '')]));
  const choices = [['from', speech.say('legend.now')], ['to', this.target]];
  empty(this.legendKeys).append(make('div', { class: 'atlas-keys' }, [
    make('div', { class: 'atlas-line' }, [
      make('span', { text: speech.say('legend.size') }),
      ...sizes,
      this.theme === 'change' && segmented('atlas-size', speech.say('legend.size'), choices, this.size, (size) => { this.size = size; this.refresh(); }),
    ]),
    make('div', { class: 'atlas-line' }, [
      make('span', { class: 'atlas-key' }, [swatch(grey, 16), speech.say('legend.exact')]),
      make('span', { class: 'atlas-key' }, [swatch(grey, 16, true), speech.say('legend.coarse')]),
      make('span', { class: 'atlas-key' }, [ringKey(), speech.say('legend.stack')]),
    ]),
  ]));
};

/* Names and places in bare words, made when something is looked for. */
ClusterView.prototype.bare = function () {
  if (!this.words) {
    const places = [this.addresses.new_address, this.addresses.old_address].flatMap(({ parts }) => parts).map((part) => ({ codes: part.codes(), texts: part.texts.map(fold) }));
    this.words = this.names.map((name) => ` ${fold(name)}`);
    this.hay = this.words.map((name, i) => places.reduce((text, { codes, texts }) => (codes[i] < 0 ? text : `${text} ${texts[codes[i]]}`), name));
  }
  return this.words;
};

ClusterView.prototype.matcher = function () {
  const { query } = this;
  if (!query) return () => true;
  const tokens = fold(query).split(' ').filter(Boolean).map((token) => ` ${token}`);
  const literal = query.toLowerCase();
  this.bare();
  return (i) => (tokens.length > 0 && tokens.every((token) => this.hay[i].includes(token))) || this.names[i].toLowerCase().includes(literal);
};

ClusterView.prototype.places = function (key) {
  this.unitOf = this.unitOf || {};
  if (!this.unitOf[key]) this.unitOf[key] = parseSeries(this.data.unit[key] || '', this.n);
  return this.unitOf[key];
};

/* Show only the clusters of one unit; -1 for all, STRAYS for those that none holds. */
ClusterView.prototype.confine = function (i) {
  const { units } = this.frame;
  this.unit = i === -1 ? null : { i, key: units.key, name: () => (i === STRAYS ? this.speech.say('strays', { level: units.level() }) : units.names[i]) };
  this.filter();
};

ClusterView.prototype.listStrays = function () {
  this.frame.units.release();
  this.confine(STRAYS);
  this.tab.show();
  this.list.focus(0);
};

ClusterView.prototype.filter = function () {
  const { layer, n } = this;
  const { symbols, off } = this.themes[this.theme];
  const hides = symbols.map(({ code }) => off.has(code));
  const matches = this.matcher();
  const places = this.unit && this.places(this.unit.key);
  const holds = (i) => !places || (this.unit.i === STRAYS ? Number.isNaN(places[i]) : places[i] === this.unit.i);
  const counts = new Int32Array(symbols.length);
  const proposed = new Int32Array(symbols.length);
  const shown = [];
  let hidden = 0;
  let unsaid = 0;
  for (let i = 0; i < n; i += 1) {
    const found = holds(i) && (!this.unplacedOnly || !layer.placed(i)) && matches(i);
    const rank = layer.rank[i];
    const seen = found && rank >= 0 && !hides[rank];
    layer.seen[i] = seen ? 1 : 0;
    if (found && rank >= 0) {
      counts[rank] += 1;
      proposed[rank] += this.proposed[i];
    }
    if (seen) shown.push(i);
    else if (found && rank < 0) unsaid += 1;
    else if (found) hidden += 1;
  }
  this.counters.forEach((counter, rank) => { if (counter) this.writeCount(counter, counts[rank], proposed[rank]); });
  this.writeRemarks(shown.length, hidden, unsaid, () => symbols.forEach(({ code }, rank) => { if (counts[rank]) off.delete(code); }));
  layer.draw();
  this.list.show(this.nameFirst(shown));
};

/* How many a row counts, and of changes how many of them are only proposed. */
ClusterView.prototype.writeCount = function (counter, count, proposed) {
  const { speech } = this;
  const said = this.theme === 'change' && proposed > 0;
  empty(counter).append(speech.number(count), said ? make('small', { text: ` (${speech.say('proposed', { n: speech.number(proposed) })})` }) : '');
};

/* Those whose name has what is looked for stand before those whose place has it. */
ClusterView.prototype.nameFirst = function (ids) {
  const wanted = fold(this.query);
  if (!wanted) return ids;
  const named = (i) => this.words[i].includes(wanted);
  return [...ids.filter(named), ...ids.filter((i) => !named(i))];
};

ClusterView.prototype.writeRemarks = function (shown, hidden, unsaid, unhide) {
  const { speech } = this;
  const number = (count) => speech.number(count);
  this.status.textContent = this.n ? speech.say('shown', { n: number(shown), all: number(this.n) }) : '';
  this.tab.count(number(shown));
  const remark = (text, word, call) => make('p', {}, [text, word && make('button', { type: 'button', text: speech.say(word), on: { click: () => { call(); this.frame.search.focus(); } } })]);
  const narrowed = this.query || this.unit;
  empty(this.notes).append(...[
    this.unit && make('p', {}, [this.chip()]),
    narrowed && hidden > 0 && remark(speech.say('hidden', { n: number(hidden) }), 'hidden.show', () => { unhide(); this.build(); }),
    narrowed && unsaid > 0 && remark(speech.say('unsaid', { n: number(unsaid), year: this.year() })),
    this.unplaced > 0 && remark(speech.say('unplaced', { n: number(this.unplaced) }), this.unplacedOnly ? 'unplaced.all' : 'list.only', () => {
      this.unplacedOnly = !this.unplacedOnly;
      this.filter();
    }),
  ].filter(Boolean));
};

ClusterView.prototype.chip = function () {
  const { speech } = this;
  const name = this.unit.name();
  return make('button', { type: 'button', class: 'atlas-chip', 'aria-label': speech.say('unit.release', { name }), title: speech.say('unit.release', { name }), on: {
    click: () => {
      this.frame.units.release();
      this.confine(-1);
      this.frame.search.focus();
    },
  } }, [foreign(name), make('span', { 'aria-hidden': 'true', text: '×' })]);
};

ClusterView.prototype.listing = function (above, back) {
  return new Listing({
    row: (i) => this.row(i), choose: (i) => this.choose(i, { travel: true, back }), above,
    none: () => this.speech.say(this.n ? 'none' : 'list.empty'), more: (count) => this.speech.say('more', { n: this.speech.number(count) }),
  });
};

/* The clusters of a unit of the layer shown, for its card. */
ClusterView.prototype.unitList = function (unit) {
  const { units } = this.frame;
  const places = this.places(units.key);
  const ids = this.names.map((name, i) => i).filter((i) => places[i] === unit);
  if (!ids.length) return null;
  const list = this.listing(null, { text: units.names[unit], call: () => units.choose(unit) });
  list.element.setAttribute('aria-label', this.speech.say('list'));
  list.show(ids);
  return make('div', { class: 'atlas-members' }, [make('h3', { text: this.speech.say('unit.list', { n: this.speech.number(ids.length) }) }), list.element]);
};

ClusterView.prototype.row = function (i) {
  const { addresses, layer, speech } = this;
  const place = addresses.new_address.of(i) || addresses.old_address.of(i);
  const symbol = layer.rank[i] < 0 ? this.changeLook(i) : this.themes[this.theme].symbols[layer.rank[i]];
  return [
    swatch(symbol, 18, this.coarse(i)),
    make('span', { class: 'atlas-entry' }, [
      foreign(this.names[i], { class: 'atlas-name' }),
      make('span', { class: 'atlas-where' }, [foreign(place), !layer.placed(i) && make('em', { text: ` · ${speech.say('unplaced.one')}` })]),
    ]),
    make('span', { class: 'atlas-figure', text: this.figure(i) }),
  ];
};

/* The area that a mark stands for, in words; nothing where none is known. */
ClusterView.prototype.figure = function (i) {
  const hectares = this.layer.hectares[i];
  return hectares > 0 ? `${this.speech.number(hectares, 1)} ha` : '';
};

/* What the symbol of this rank says. */
ClusterView.prototype.word = function (rank) {
  return this.speech.say(`${this.theme === 'change' ? 'Change' : 'Status'}.${this.themes[this.theme].symbols[rank].code}`);
};

ClusterView.prototype.tip = function (item) {
  const { speech } = this;
  const line = (parts) => make('span', { class: 'atlas-tip-line' }, parts);
  if (item.one !== undefined) {
    const area = this.figure(item.one);
    return [make('strong', {}, [foreign(this.names[item.one])]), line([`${this.word(this.layer.rank[item.one])}${area && `, ${area}`}`])];
  }
  if (!item.members) {
    return [
      make('strong', { text: speech.say('crowd', { n: speech.number(item.n) }) }),
      ...[...item.shares].map((n, rank) => n > 0 && line([`${this.word(rank)}: ${speech.number(n)}`])).filter(Boolean),
    ];
  }
  const rest = item.members.length - 5;
  return [
    make('strong', { text: speech.say('stack', { n: speech.number(item.members.length) }) }),
    ...item.members.slice(0, 5).map((i) => line([foreign(this.names[i])])),
    rest > 0 && line([speech.say('stack.more', { n: speech.number(rest) })]),
  ].filter(Boolean);
};

/* Open a cluster's card; `back` leads to what it was opened from, if that is a card too. */
ClusterView.prototype.choose = function (i, { travel, keepFocus, back }) {
  const { frame, layer } = this;
  this.back = back;
  frame.openCard(this.names[i], this.card.parts(i), {
    keepFocus,
    back,
    onClose: () => {
      this.chosen = -1;
      layer.select(-1);
      frame.link();
    },
  });
  this.chosen = i;
  if (travel && layer.placed(i)) frame.travel(() => frame.map.setView(layer.latLng(i), Math.max(frame.map.getZoom(), 9), { animate: false }));
  layer.select(i);
  frame.link('cluster', this.keys[i]);
};
