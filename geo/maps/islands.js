/* The islands that belong on every map of the country. Their shapes are far below the scale of the
   map, so they are dots with their name above them, drawn above everything else. */
const SMALL_ZOOM = 4.6;
const COUNTRY = [[7.3, 101.9], [23.5, 116.0]];

/* Where the name of a group stands. */
function above({ at, dots }) {
  return [Math.max(...dots.map(([lat]) => lat)) + 0.18, at[1]];
}

/* A name at the edge of the map, or under its buttons, moves in as far as it has to. */
function keepWithin(map, text, place) {
  const { x, y } = map.latLngToContainerPoint(place);
  const room = map.getSize();
  const [left, top] = [text.classList.contains('is-small') ? text.offsetWidth * 0.38 : text.offsetWidth / 2, text.offsetHeight];
  const down = Math.max(0, top + 2 - y) - Math.max(0, y + 18 - room.y);
  const bar = map.getContainer().querySelector('.atlas-buttons');
  const beside = bar && y + down - top < bar.offsetTop + bar.offsetHeight;
  const right = beside ? bar.parentElement.offsetLeft + bar.offsetLeft : room.x;
  text.style.left = `${Math.round(Math.max(0, left + 2 - x) - Math.max(0, x + text.offsetWidth - left + 2 - right))}px`;
  text.style.top = `${Math.round(down)}px`;
}

function islandLayer(map, speech, islands) {
  const pane = map.createPane('atlas-islands');
  pane.style.zIndex = 690;
  pane.style.pointerEvents = 'none';
  const labels = islands.map((group) => {
    group.dots.forEach((dot) => {
      const icon = L.divIcon({ className: 'atlas-islet', html: '', iconSize: [4, 4] });
      L.marker(dot, { icon, pane: 'atlas-islands', interactive: false, keyboard: false }).addTo(map);
    });
    const text = make('span', { class: 'atlas-island', lang: 'vi' });
    const icon = L.divIcon({ className: 'atlas-anchor', html: text, iconSize: [0, 0] });
    L.marker(above(group), { icon, pane: 'atlas-islands', interactive: false, keyboard: false }).addTo(map);
    const write = () => {
      const small = map.getZoom() < SMALL_ZOOM;
      text.textContent = speech.say(small ? `${group.name}.small` : group.name);
      text.classList.toggle('is-small', small);
      text.hidden = !group.dots.some((dot) => map.getBounds().contains(dot));
      keepWithin(map, text, above(group));
    };
    return { text, write };
  });
  const write = () => labels.forEach((label) => label.write());
  map.on('moveend resize', write);
  return { write, whole: () => labels.every(({ text }) => !text.hidden && holds(map.getContainer(), text)) };
}

/* Whether a part of the page lies wholly inside another. */
function holds(outer, inner) {
  const [room, box] = [outer, inner].map((part) => part.getBoundingClientRect());
  return box.left >= room.left && box.right <= room.right && box.top >= room.top && box.bottom <= room.bottom;
}
