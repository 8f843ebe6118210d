/* The door through which a page starts its map, and small parts that the views share. */

/* One choice among few, drawn as joined buttons; native radio buttons underneath. */
function segmented(name, label, choices, current, change) {
  const one = unique(name);
  const group = make('span', { class: 'atlas-segments', role: 'radiogroup', 'aria-label': label });
  choices.forEach(([value, text]) => {
    const radio = make('input', { type: 'radio', name: one, value });
    radio.checked = value === current;
    radio.addEventListener('change', () => change(value));
    group.append(make('label', {}, [radio, make('span', { text })]));
  });
  return group;
}

window.ccnAtlas = {
  start(map, block) {
    const data = JSON.parse(document.getElementById(block).textContent);
    const frame = new Frame(map, data, new Speech(data.words, data.lang));
    this.frame = frame;
    this.units = new UnitLayers(frame, data);
    if (data.shade) this.shade = new ShadeView(frame, data.shade);
    if (data.marks) this.clusters = new ClusterView(frame, data);
    if (data.layers.length) this.table = new UnitTable(frame);
    this.inset = new Inset(frame, data.context);
    frame.speak();
    frame.follow();
    document.documentElement.dataset.ready = data.spec.style;
  },
};
