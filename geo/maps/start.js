/* Small parts that both views use, and the door through which a page starts one. */

/* One choice among few, drawn as joined buttons; native radio buttons underneath. */
function segmented(name, label, choices, current, change) {
  const group = make('span', { class: 'atlas-segments', role: 'radiogroup', 'aria-label': label });
  choices.forEach(([value, text]) => {
    const radio = make('input', { type: 'radio', name, value });
    radio.checked = value === current;
    radio.addEventListener('change', () => change(value));
    group.append(make('label', {}, [radio, make('span', { text })]));
  });
  return group;
}

function systemName(speech, key, long) {
  const word = `system.${key}${long ? '.when' : ''}`;
  return speech.knows(word) ? speech.say(word) : key;
}

/* The sign for several clusters at one point. */
function ringKey() {
  const space = 'http://www.w3.org/2000/svg';
  const arcs = [['#0072b2', 'M8 2.5A5.5 5.5 0 0 1 13.5 8'], ['#009e73', 'M13.5 8A5.5 5.5 0 0 1 5 12.6'], ['#d55e00', 'M5 12.6A5.5 5.5 0 0 1 8 2.5']];
  const parts = arcs.map(([stroke, d]) => {
    const path = document.createElementNS(space, 'path');
    Object.entries({ d, stroke, fill: 'none', 'stroke-width': 2.4 }).forEach(([name, value]) => path.setAttribute(name, value));
    return path;
  });
  const text = document.createElementNS(space, 'text');
  Object.entries({ x: 8, y: 10.6, 'font-size': 7.5, 'font-weight': 600, 'text-anchor': 'middle', fill: '#1d2733' }).forEach(([name, value]) => text.setAttribute(name, value));
  text.textContent = '3';
  return picture(16, 16, [...parts, text]);
}

const VIEWS = { clusters: ClusterView, choropleth: ChoroplethView };

window.ccnAtlas = {
  start(map, block) {
    const data = JSON.parse(document.getElementById(block).textContent);
    const frame = new Frame(map, data, new Speech(data.words, data.lang));
    this.view = new VIEWS[data.kind](frame, data);
    frame.speak();
    document.documentElement.dataset.ready = data.kind;
  },
};
