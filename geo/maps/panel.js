/* The side panel: places for the views, tabs, search, cards, and links into the page. */

/* Places for the views: below each other in order, whoever comes first. */
function slot(holder, order, kind) {
  const made = make('div', { class: kind, 'data-order': order });
  const next = [...holder.children].find((other) => Number(other.dataset.order) > order);
  holder.insertBefore(made, next || null);
  return made;
}
Frame.prototype.section = function (order) {
  return slot(this.legend, order, 'atlas-section');
};
Frame.prototype.bar = function (order) {
  return slot(this.bars, order, 'atlas-bar');
};

/* A list or table under the legend; where there are several, each has a tab. */
Frame.prototype.tab = function ({ order, word, focus }) {
  const id = unique('atlas-tab');
  const label = make('span');
  const number = make('span', { class: 'atlas-number' });
  const tab = {
    order, word, focus,
    panel: make('div', { class: 'atlas-panel', id: `${id}-panel`, role: 'tabpanel' }),
    button: make('button', { type: 'button', role: 'tab', id, 'aria-controls': `${id}-panel` }, [label, number]),
    name: (text) => {
      label.textContent = text;
      tab.panel.setAttribute('aria-label', text);
    },
    count: (text) => { number.textContent = text; },
    show: () => this.showTab(tab),
  };
  tab.name(this.speech.say(word));
  tab.button.addEventListener('click', tab.show);
  this.tabs = [...this.tabs, tab].sort((a, b) => a.order - b.order);
  empty(this.tabBar).append(...this.tabs.map(({ button }) => button));
  empty(this.content).append(...this.tabs.map(({ panel }) => panel));
  this.tabBar.setAttribute('role', 'tablist');
  this.tabBar.hidden = this.tabs.length < 2;
  this.tabs.forEach(({ panel }) => panel.setAttribute('role', this.tabs.length < 2 ? 'region' : 'tabpanel'));
  this.showTab(this.tabs[0]);
  return tab;
};

Frame.prototype.showTab = function (shown) {
  this.shown = shown;
  this.tabs.forEach((tab) => {
    tab.panel.hidden = tab !== shown;
    tab.button.setAttribute('aria-selected', String(tab === shown));
    tab.button.setAttribute('tabindex', tab === shown ? '0' : '-1');
  });
  this.closeCard({ keepFocus: true, keepChoice: true });
};

Frame.prototype.listen = function () {
  this.searches = [];
  this.search.addEventListener('input', () => {
    this.closeCard({ keepFocus: true });
    if (NARROW.matches && this.search.value) this.legend.open = false;
    this.searches.forEach((call) => call(this.search.value));
  });
  this.search.addEventListener('keydown', (event) => {
    if (event.key !== 'ArrowDown' || !this.shown) return;
    event.preventDefault();
    this.closeCard({ keepFocus: true, keepChoice: true });
    this.shown.focus();
  });
  this.tabBar.addEventListener('keydown', (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    const next = this.tabs[(this.tabs.indexOf(this.shown) + step + this.tabs.length) % this.tabs.length];
    next.show();
    next.button.focus();
  });
  document.addEventListener('keydown', (event) => {
    if (event.key === 'Escape' && !(event.target === this.search && this.search.value)) this.closeCard();
  });
  window.addEventListener('hashchange', () => this.follow());
  this.notice = make('p', { class: 'atlas-notice', role: 'status', hidden: true });
  this.side.prepend(this.notice);
  this.onSpeech(() => this.lose(this.lost));
};

/* Run `call` with what is typed into the search field, which all lists share. */
Frame.prototype.onSearch = function (call) {
  this.searches.push(call);
};

/* Links within the page: `#kind=rest` runs what was registered for it, if it is still to be read;
   that returns false where there is no such thing on the map, which is said. */
Frame.prototype.onLink = function (pattern, call) {
  this.links.push([pattern, call]);
};
Frame.prototype.follow = function () {
  const asked = /^#(cluster|unit)=/.exec(window.location.hash);
  const found = this.links.filter(([pattern, call]) => {
    const link = pattern.exec(window.location.hash);
    if (!link) return false;
    try {
      return call(decodeURIComponent(link[1])) !== false;
    } catch (error) {
      if (error instanceof URIError) return false;
      throw error;
    }
  });
  this.lose(asked && !found.length ? asked[1] : '');
};
/* Say that what a link asks for is not on the map. */
Frame.prototype.lose = function (kind) {
  this.lost = kind;
  this.notice.hidden = !kind;
  this.notice.textContent = kind ? this.speech.say(`link.${kind}`) : '';
};
/* Write one into the address, without arguments none; half a character has no place there. */
Frame.prototype.link = function (kind, text) {
  const link = kind ? `#${kind}=${encodeURIComponent(text.replace(/\p{Surrogate}/gu, '\ufffd'))}` : '';
  this.lose('');
  window.history.replaceState(null, '', `${window.location.href.split('#')[0]}${link}`);
};

Frame.prototype.unfold = function (open) {
  const wanted = open === undefined ? !this.root.classList.contains('is-open') : open;
  this.root.classList.toggle('is-open', wanted);
  this.handle.setAttribute('aria-expanded', String(wanted));
};

/* Show a card in place of the list; focus goes to it, and back when it closes. The legend folds to
   make room, search and choices stay. `onClose(true)` is called where the card goes but its choice
   stays, as when another card takes its place. */
Frame.prototype.openCard = function (label, parts, { onClose, keepFocus, back }) {
  const fresh = this.card.hidden;
  if (fresh) {
    this.before = document.activeElement;
    this.unrolled = this.legend.open;
    this.legend.open = false;
  } else if (this.onClose && !this.speaking) this.onClose(true);
  this.onClose = onClose;
  const { speech } = this;
  const way = back || { text: speech.say('back'), call: () => this.closeCard() };
  empty(this.card).append(
    make('div', { class: 'atlas-card-bar' }, [
      make('button', { class: 'atlas-back', type: 'button', on: { click: way.call } }, [make('span', { text: '‹ ', 'aria-hidden': 'true' }), foreign(way.text)]),
      make('button', { class: 'atlas-close', type: 'button', title: speech.say('close'), 'aria-label': speech.say('close'), on: { click: () => this.closeCard() } }, [make('span', { text: '×', 'aria-hidden': 'true' })]),
    ]),
    ...parts,
  );
  this.card.setAttribute('aria-label', label);
  this.card.hidden = false;
  this.root.classList.add('has-card');
  this.unfold(true);
  [this.side, this.body, this.card].forEach((part) => { part.scrollTop = 0; });
  if (!keepFocus) this.card.focus({ preventScroll: true });
};

/* Close the card; with `keepChoice` what it was about stays chosen. */
Frame.prototype.closeCard = function ({ keepFocus = false, keepChoice = false } = {}) {
  if (this.card.hidden) return;
  this.card.hidden = true;
  this.root.classList.remove('has-card');
  this.legend.open = this.legend.open || this.unrolled;
  if (NARROW.matches && !keepFocus) this.unfold(false);
  if (this.onClose) this.onClose(keepChoice);
  if (keepFocus) return;
  const back = this.before && this.before.isConnected ? this.before : this.map.getContainer();
  back.focus({ preventScroll: true });
};

/* Rows of a card: a term and what is said of it; rows without anything to say are left out. */
function facts(rows) {
  return make('dl', { class: 'atlas-facts-list' }, rows.filter((row) => row && row[1]).map(([term, said]) => make('div', {}, [
    make('dt', { text: term }),
    make('dd', {}, Array.isArray(said) ? said : [said]),
  ])));
}
