/* The card of a cluster: what becomes of it, where it lies, what was said of it and when, what is
   due, and who says so. */

function ClusterCard(view) {
  this.view = view;
  this.speech = view.speech;
}

ClusterCard.prototype.parts = function (i) {
  const { view, speech } = this;
  const texts = (name) => view.texts[name].of(i);
  this.cited = [];
  const history = view.history.of(i).map((said) => this.statement(said));
  const schedule = view.schedule.of(i).map((said) => this.milestone(said));
  return [
    make('p', { class: 'atlas-kind', text: this.coded('ZoneType', texts('zone_type')) }),
    make('h2', {}, [foreign(view.names[i])]),
    make('p', { class: 'atlas-mark' }, [swatch(view.changeLook(i), 20, view.coarse(i)), make('span', { text: this.change(i) })]),
    facts([
      [speech.say('card.status', { date: speech.date(view.frame.spec.as_of) }), this.coded('Status', texts('status'))],
      [speech.say('card.area'), this.areas(i)],
      [speech.say('card.into'), texts('merged_into') && foreign(texts('merged_into'))],
      [speech.say('card.decision'), texts('decision_no') && foreign(texts('decision_no'))],
      [speech.say('card.doubtful'), this.doubtful(i)],
      [speech.say('card.note'), texts('note') && foreign(this.noted(texts('note')))],
      [speech.say('card.place'), speech.say(`place.${view.layer.placed(i) ? texts('precision') || 'none' : 'none'}`)],
    ]),
    this.addresses(view.addresses.old_address.of(i), view.addresses.new_address.of(i)),
    ...this.section('card.years', this.spans(i)),
    ...this.section('card.history', history.length && make('ol', { class: 'atlas-story' }, history), history.length),
    ...this.section('card.schedule', schedule.length && make('ol', { class: 'atlas-story' }, schedule), schedule.length),
    ...this.section('card.sources', this.sources()),
  ].filter(Boolean);
};

ClusterCard.prototype.section = function (word, content, n) {
  return content ? [make('h3', { text: this.speech.say(word, { n: this.speech.number(n || 0) }) }), content] : [];
};

ClusterCard.prototype.coded = function (kind, code) {
  return code ? this.speech.say(`${kind}.${code}`) : '';
};

/* A note, or the words for a time, in the language of the reader if it has any in that. */
ClusterCard.prototype.noted = function (text) {
  return (this.speech.lang === 'en' && this.view.english.get(text)) || text;
};

/* What becomes of the cluster, and how sure the statement is that says so. */
ClusterCard.prototype.change = function (i) {
  const { view, speech } = this;
  const change = `${speech.say('card.change', { year: view.target })}: ${this.coded('Change', view.texts.change.of(i))}`;
  const sure = this.coded('Modality', view.texts.certainty.of(i));
  return sure ? `${change} (${sure})` : change;
};

ClusterCard.prototype.hectares = function (value, qualifier) {
  if (Number.isNaN(value)) return this.speech.say('unknown');
  const about = this.coded('Qualifier', qualifier);
  return `${about ? `${about} ` : ''}${this.speech.number(value)} ha`;
};

ClusterCard.prototype.areas = function (i) {
  const { view, speech } = this;
  const [from, to, change, about] = [view.from[i], view.to[i], view.texts.change.of(i), view.texts.area_qualifier.of(i)];
  if ((Number.isNaN(from) && Number.isNaN(to)) || (from === 0 && to === 0 && !GONE.includes(change))) return speech.say('unknown');
  if (change === 'new' && !(from > 0)) return `${view.target}: ${this.hectares(to, about)}`;
  if (GONE.includes(change)) return from || to ? `${this.hectares(from || to, about)} → ${this.coded('Change', change)}` : '';
  if (from === to) return this.hectares(from, about);
  return `${this.hectares(from, Number.isNaN(to) ? about : '')} → ${this.hectares(to, about)}`;
};

ClusterCard.prototype.addresses = function (old, fresh) {
  const { speech } = this;
  return (old || fresh) && make('div', { class: 'atlas-units' }, [['card.old', old], ['card.new', fresh]].map(([word, address]) => make('div', {}, [
    make('h3', {}, [speech.say(word), make('small', { text: speech.say(`${word}.when`) })]),
    make('p', {}, [address ? foreign(address) : make('span', { class: 'atlas-unknown', text: speech.say('unknown') })]),
  ])));
};

/* The clusters that may be the same one, and why; those of one reason together. */
ClusterCard.prototype.doubtful = function (i) {
  const reasons = new Map();
  this.view.doubtful.of(i).forEach(({ name, reason }) => reasons.set(reason, [...(reasons.get(reason) || []), name]));
  return reasons.size > 0 && [...reasons].map(([reason, names], k) => make('span', {}, [
    k > 0 && '; ',
    ...names.flatMap((name, j) => [j > 0 && ', ', foreign(name)]),
    reason && ' ',
    reason && foreign(`(${this.noted(reason)})`),
  ]));
};

ClusterCard.prototype.spans = function (i) {
  const { view, speech } = this;
  const spans = view.years ? view.years.spans(i) : [];
  return spans.length > 0 && make('ul', { class: 'atlas-spans' }, spans.map(([first, last, rank]) => make('li', {}, [
    make('span', { class: 'atlas-when', text: first === last ? String(first) : `${first}–${last}` }),
    swatch(view.themes.status.symbols[rank], 16),
    make('span', { text: speech.say(`Status.${view.themes.status.symbols[rank].code}`) }),
  ])));
};

/* One statement: when, what and how sure; area and decision; who says so. */
ClusterCard.prototype.statement = function (said) {
  const { speech } = this;
  const sure = this.coded('Modality', said.modality);
  return make('li', {}, [
    make('p', {}, [
      make('span', { class: 'atlas-when', text: period(speech, said.date) || speech.say('card.undated') }),
      make('strong', { text: this.coded('EventKind', said.kind) }),
      sure && make('span', { class: 'atlas-sure', text: sure }),
    ]),
    this.line([
      this.stated(said),
      ...['industrial', 'fill', 'capital'].map((what) => this.figure(said, what)),
      said.absorbed_into && [`${speech.say('card.into')} `, foreign(said.absorbed_into)],
      said.decision_no && [`${speech.say('card.decision.of')} `, foreign(said.decision_no)],
      said.note && foreign(this.noted(said.note)),
      this.cite(said),
    ]),
  ]);
};

ClusterCard.prototype.stated = function ({ area_ha: area, area_from_ha: from, area_delta_ha: delta, area_qualifier: about }) {
  const grown = Number.isNaN(delta) ? '' : `${this.speech.signed(delta)} ha`;
  if (Number.isNaN(area)) return grown;
  const whole = Number.isNaN(from) ? this.hectares(area, about) : `${this.hectares(from, '')} → ${this.hectares(area, about)}`;
  return grown ? `${whole} (${grown})` : whole;
};

/* A figure that a statement gives besides the area; nothing where it gives none. */
const STATED = { industrial: 'industrial_ha', fill: 'fill_pct', capital: 'capital_vnd_billion' };
ClusterCard.prototype.figure = function (said, what) {
  const value = said[STATED[what]];
  return value >= 0 && this.speech.say(`card.${what}`, { n: this.speech.number(value) });
};

/* One milestone: which stages by when, how it stands, and who says so. */
ClusterCard.prototype.milestone = function (said) {
  const { speech } = this;
  const fill = Number.isNaN(said.fill_target_pct) ? '' : speech.say('card.fill', { n: speech.number(said.fill_target_pct) });
  return make('li', {}, [
    make('p', {}, [
      make('span', { class: 'atlas-when', text: period(speech, this.noted(said.period)) || speech.say('card.undated') }),
      make('strong', { text: said.stages.split(' ').filter(Boolean).map((stage) => this.coded('Stage', stage)).join(', ') }),
      make('span', { class: `atlas-state is-${said.state}`, text: this.standing(said) }),
    ]),
    this.line([fill, this.cite(said)]),
  ]);
};

ClusterCard.prototype.standing = function ({ state, slip_days: slip, actual }) {
  const { speech } = this;
  const days = slip > 0 ? 'late' : slip < 0 ? 'early' : '';
  const slipped = days ? speech.say(`slip.${days}`, { n: speech.number(Math.abs(slip)) }) : '';
  const when = actual ? ` ${period(speech, actual)}` : '';
  return `${this.coded('State', state)}${when}${slipped ? `, ${slipped}` : ''}`;
};

/* Sources are numbered as the card cites them; the list at its end names them in full. */
ClusterCard.prototype.cite = function ({ source, place }) {
  if (Number.isNaN(source)) return place && foreign(this.noted(place));
  if (!this.cited.includes(source)) this.cited.push(source);
  const [title, publisher, , address] = this.view.sources[source];
  const link = outward(address, `[${this.cited.indexOf(source) + 1}]`);
  link.title = title || publisher || address;
  return place ? [link, ' ', foreign(this.noted(place))] : [link];
};

ClusterCard.prototype.line = function (pieces) {
  const said = pieces.filter(Boolean).flatMap((piece) => [' · ', ...(Array.isArray(piece) ? piece : [piece])]);
  return said.length > 0 && make('p', { class: 'atlas-cite' }, said.slice(1));
};

ClusterCard.prototype.sources = function () {
  return this.cited.length > 0 && make('ol', { class: 'atlas-sources' }, this.cited.map((source) => {
    const [title, publisher, published, address] = this.view.sources[source];
    return make('li', {}, [
      outward(address, title || address || publisher),
      this.line([title && publisher && foreign(publisher), published && foreign(this.speech.date(published))]),
    ]);
  }));
};

/* A period as the data write it: 2024, 2024-Q3, 2023-03/2024-Q4, /2030 (by), 2021/ (since); or in
   the words of a source, which stay as they are. */
const PERIOD = /^(?:\d{4}[-Q\d]*)?(?:\/(?:\d{4}[-Q\d]*)?)?$/;
function period(speech, text) {
  if (!PERIOD.test(text)) return text;
  const [from, to] = text.split('/').map((part) => {
    const quarter = /^(\d{4})-Q([1-4])$/.exec(part);
    return quarter ? speech.say('period.quarter', { year: quarter[1], n: speech.say(`quarter.${quarter[2]}`) }) : speech.date(part);
  });
  if (to === undefined) return from;
  return speech.say(from && to ? 'range' : to ? 'period.by' : 'period.since', { low: from, high: to, from, to });
}
