/* Units shaded by a figure that the reader picks: classes, what they hold, figures in words. */

/* The place of a unit that its layer has nothing to compare with. */
const UNCLASSED = -2;

function ShadeView(frame, data) {
  this.frame = frame;
  this.speech = frame.speech;
  this.units = frame.units;
  this.metrics = data.metrics.map((metric) => ({
    ...metric,
    classes: metric.classes.map(([low, high, color]) => [low ?? -Infinity, high ?? Infinity, color]),
    values: metric.values.map((text, place) => parseNumbers(text, this.units.layers[place].names.length)),
    ranks: metric.ranks.map((text, place) => parseNumbers(text, this.units.layers[place].names.length)),
    proposed: metric.proposed.map((texts, place) => texts.map((text) => parseNumbers(text, this.units.layers[place].names.length))),
  }));
  this.metric = 0;
  this.singled = null;
  this.resting = false;
  this.changes = [];
  frame.shade = this;
  this.bar = frame.bar(20);
  this.section = frame.section(20);
  this.units.paint = (i) => this.fill(i);
  this.units.say = (i) => [this.worded(i), this.reserve(i)].map((text) => text && make('span', { class: 'atlas-tip-line', text })).filter(Boolean);
  this.units.head = (i) => this.cardRow(i);
  this.units.onSwitch(() => {
    this.singled = null;
    this.units.repaint();
    this.write();
  });
  this.units.repaint();
  frame.onSpeech(() => this.build());
}

/* The figure shown, or null where units are left pale under the marks. */
Object.defineProperty(ShadeView.prototype, 'shown', { get() { return (!this.resting && this.metrics[this.metric]) || null; } });

ShadeView.prototype.onChange = function (call) {
  this.changes.push(call);
};

ShadeView.prototype.value = function (i) {
  return this.shown.values[this.units.current][i];
};

ShadeView.prototype.rank = function (i) {
  return this.shown.ranks[this.units.current][i];
};

/* While one class is singled out, the others are as pale as units without shades. */
ShadeView.prototype.color = function (i) {
  if (!this.shown) return LAND.fill;
  const rank = this.rank(i);
  if (this.singled !== null && rank !== this.singled) return LAND.fill;
  if (rank === UNCLASSED) return LAND.fill;
  return rank === NO_DATA ? `url(#${HATCH})` : this.shown.classes[rank][2];
};

/* How it is filled on the map: dotted where the change is mostly proposed, and its colour alone. */
ShadeView.prototype.fill = function (i) {
  const color = this.color(i);
  const dotted = color !== LAND.fill && this.mostly(i);
  const fill = dotted ? this.units.pattern(`atlas-dots-${color.slice(1)}`, (id) => dotting(id, color)) : color;
  return { fillColor: fill, plainColor: color };
};

/* How many changes of a unit are only proposed, and of how many; nothing where none is. */
ShadeView.prototype.proposals = function (i) {
  const [n, of] = (this.shown && this.shown.proposed[this.units.current]) || [];
  return n && n[i] ? { n: n[i], all: of[i] } : null;
};

ShadeView.prototype.mostly = function (i) {
  const [, , most] = this.shown.proposed[this.units.current] || [];
  return Boolean(most && most[i] && this.rank(i) >= 0);
};

/* What is to be held in reserve of a unit's figure, in words. */
ShadeView.prototype.reserve = function (i) {
  const found = this.proposals(i);
  return found ? this.speech.say('unit.proposed', { n: this.speech.number(found.n), all: this.speech.number(found.all) }) : '';
};

/* A figure in words: the sign for a change, none for a count, and no number where none is known. */
ShadeView.prototype.figure = function (value) {
  if (value === null) return this.speech.say('nodata');
  const { ramp, decimals } = this.shown;
  return ramp === 'count' ? this.speech.number(value, decimals) : this.speech.signed(value, decimals);
};

ShadeView.prototype.worded = function (i) {
  if (!this.shown) return '';
  const value = this.value(i);
  return value === null ? this.figure(null) : `${this.figure(value)} ${this.speech.say(this.shown.unit)}`;
};

ShadeView.prototype.cardRow = function (i) {
  if (!this.shown || this.shown.key === 'change') return [];
  return [make('p', { class: 'atlas-shown' }, [this.box(i), make('span', { text: `${this.speech.say(`metric.${this.shown.key}`)}: ` }), make('b', { text: this.worded(i) })])];
};

ShadeView.prototype.build = function () {
  const { speech } = this;
  const choices = this.metrics.map((metric, i) => make('option', { value: i, text: speech.say(`metric.${metric.key}`) }));
  if (this.frame.marked) choices.push(make('option', { value: this.metrics.length, text: speech.say('metric.none') }));
  const select = make('select', { 'aria-label': speech.say('metric'), disabled: this.resting, on: { change: () => this.pick(Number(select.value)) } }, choices);
  select.value = String(this.metric);
  empty(this.bar).append(make('label', { class: 'atlas-pick' }, [make('span', { text: speech.say('metric.short') }), select]));
  this.write();
};

ShadeView.prototype.pick = function (place) {
  this.metric = place;
  this.singled = null;
  this.refresh(true);
};

/* Leave units pale while the marks show what the figures are not of; what was picked is kept. */
ShadeView.prototype.rest = function (resting) {
  this.resting = resting;
  this.bar.querySelector('select').disabled = resting;
  this.refresh();
};

ShadeView.prototype.refresh = function (anew) {
  this.units.paint = this.shown ? (i) => this.fill(i) : null;
  this.units.repaint();
  this.write();
  this.changes.forEach((call) => call(anew));
  this.units.build();
};

/* The classes that hold any unit shown, with how many; a press singles one out. Gains stand beside losses,
   the largest first, so that what is equally dark stands side by side. */
ShadeView.prototype.write = function () {
  const { speech, shown } = this;
  empty(this.section);
  if (this.resting) this.section.append(make('p', { class: 'atlas-caption', text: speech.say('metric.rest', { year: this.units.year }) }));
  if (!shown) return;
  const ranks = this.units.names.map((name, i) => this.rank(i));
  const title = speech.say(`metric.${shown.key}`);
  if (ranks.length === 1) {
    this.section.append(make('p', { class: 'atlas-shown' }, [make('span', { text: `${title}: ` }), make('b', { text: this.worded(0) })]));
    return;
  }
  const rows = shown.classes
    .map(([low, high, color], rank) => ({ low, high, rank, ...this.row(rank, color, this.bounds(low, high)) }))
    .filter(({ rank }) => ranks.includes(rank));
  const unknown = ranks.includes(NO_DATA) ? [{ rank: NO_DATA, ...this.row(NO_DATA, null, speech.say('nodata')) }] : [];
  [...rows, ...unknown].forEach(({ rank, count }) => { count.textContent = speech.number(ranks.filter((one) => one === rank).length); });
  const gains = rows.filter(({ high }) => high > 0).reverse();
  const losses = rows.filter(({ low }) => low < 0);
  const zero = rows.filter(({ low, high }) => low === 0 && high === 0);
  const sides = gains.length && losses.length ? [gains, losses] : halves([...gains, ...losses]);
  const column = (part) => make('div', {}, part.map(({ element }) => element));
  this.section.append(make('div', { class: 'atlas-classes', role: 'group', 'aria-label': title }, [
    make('div', { class: 'atlas-caption' }, [make('b', { text: title }), make('span', { text: speech.say(shown.unit) }), make('span', { text: speech.say('legend.units', { level: this.units.level() }) })]),
    make('div', { class: 'atlas-columns' }, sides.map(column)),
    column(zero),
    make('div', { class: 'atlas-columns' }, [column(unknown), make('div', {}, this.mostlyRow())].slice(unknown.length ? 0 : 1)),
  ]), ...this.caveat());
};

/* How much of the changes is only proposed, all units together. */
ShadeView.prototype.caveat = function () {
  const { speech, units } = this;
  const [n, all] = (this.shown.proposed[units.current] || [[], []]).map((part) => part.reduce((sum, one) => sum + one, 0));
  if (!n) return [];
  return this.frame.marked ? [] : [make('p', { class: 'atlas-keys', text: speech.say('legend.proposed.all', { n: speech.number(n), all: speech.number(all) }) })];
};

/* How many of the units shown have changes that are mostly proposed, where there are any. */
ShadeView.prototype.mostlyRow = function () {
  const { speech } = this;
  const most = this.units.names.filter((name, i) => this.mostly(i)).length;
  return most ? [make('p', { class: 'atlas-row', title: speech.say('legend.proposed.half') }, [box('#ffffff', true), make('span', { text: speech.say('legend.proposed') }), make('span', { class: 'atlas-count', text: speech.number(most) })])] : [];
};

/* The colour of a unit as a legend has it. */
ShadeView.prototype.box = function (i) {
  return box(this.color(i), this.color(i) !== LAND.fill && this.mostly(i));
};

ShadeView.prototype.row = function (rank, color, text) {
  const count = make('span', { class: 'atlas-count' });
  const element = make('button', {
    type: 'button', class: 'atlas-row', 'aria-pressed': String(this.singled === rank), title: this.speech.say('legend.single'),
    on: {
      click: () => {
        this.singled = this.singled === rank ? null : rank;
        this.units.repaint();
        this.section.querySelectorAll('button').forEach((one) => one.setAttribute('aria-pressed', String(one === element && this.singled !== null)));
      },
    },
  }, [box(color), make('span', { text }), count]);
  return { element, count };
};

/* From where to where a class goes: its ends are rounded already, as those of a picture. */
ShadeView.prototype.bounds = function (low, high) {
  const { speech, shown } = this;
  const counts = shown.ramp === 'count';
  if (low === 0 && high === 0) return counts ? speech.number(0) : `0 (${speech.say('nochange')})`;
  const write = (end) => (counts ? speech.number(end, shown.digits) : speech.signed(end, shown.digits));
  if (high === Infinity) return speech.say('over', { low: write(low) });
  if (low === -Infinity) return speech.say('under', { high: write(high) });
  const [first, last] = [write(low), write(high)];
  if (low === high) return first;
  return counts && shown.decimals === 0 ? `${first} – ${last}` : speech.say('range', { low: first, high: last });
};

function halves(list) {
  const middle = Math.ceil(list.length / 2);
  return [list.slice(0, middle), list.slice(middle)];
}

/* The colour of a class, dotted where that is to be said, or the hatching for no data. */
function box(color, dotted) {
  const hatched = !color || color.startsWith('url');
  return make('i', { class: `atlas-box${hatched ? ' atlas-hatched' : ''}${dotted ? ' atlas-dotted' : ''}`, style: hatched ? {} : { backgroundColor: color, color: dotColor(color) } });
}
