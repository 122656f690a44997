// Moves the pin of a small map by hand, by arrows or by its two numbers. Without it the numbers are typed.
const WIDTH = 640, HEIGHT = 400, STEP = 8;
const DIRECTIONS = { north: [0, -1], south: [0, 1], west: [-1, 0], east: [1, 0] };

function bind(box) {
  const map = box.querySelector("svg");
  const form = box.closest("form");
  const [north, east] = [form.elements.latitude, form.elements.longitude];
  const squeeze = Number(map.dataset.squeeze);
  let scale = Number(map.dataset.scale);
  let middle = { latitude: Number(map.dataset.latitude), longitude: Number(map.dataset.longitude) };
  let pin = { ...middle };

  const place = ({ latitude, longitude }) => [
    WIDTH / 2 + (longitude - middle.longitude) * scale * squeeze,
    HEIGHT / 2 - (latitude - middle.latitude) * scale,
  ];

  function draw() {
    const across = scale * squeeze;
    const [x, y] = [WIDTH / 2 - middle.longitude * across, HEIGHT / 2 + middle.latitude * scale];
    map.querySelector(".land").setAttribute("transform", `translate(${x} ${y}) scale(${across} ${scale})`);
    const written = [];
    for (const town of map.querySelectorAll(".town")) {
      const at = { latitude: Number(town.dataset.latitude), longitude: Number(town.dataset.longitude) };
      const [left, top] = place(at);
      town.setAttribute("transform", `translate(${left} ${top})`);
      // Seen from far away, no name is written over a larger town's.
      const isFree = written.every(([x, y]) => Math.abs(x - left) > 170 || Math.abs(y - top) > 20);
      town.toggleAttribute("hidden", !isFree);
      if (isFree) written.push([left, top]);
    }
    map.querySelector(".pin").setAttribute("transform", `translate(${place(pin).join(" ")})`);
  }

  function set(latitude, longitude) {
    pin = { latitude: Math.max(-90, Math.min(90, latitude)), longitude: ((longitude + 540) % 360) - 180 };
    north.value = pin.latitude.toFixed(5);
    east.value = pin.longitude.toFixed(5);
    draw();
  }

  function follow(event) {
    const edge = map.getBoundingClientRect();
    const x = ((event.clientX - edge.left) / edge.width) * WIDTH;
    const y = ((event.clientY - edge.top) / edge.height) * HEIGHT;
    set(middle.latitude - (y - HEIGHT / 2) / scale, middle.longitude + (x - WIDTH / 2) / (scale * squeeze));
  }

  map.addEventListener("pointerdown", (event) => {
    map.setPointerCapture(event.pointerId);
    follow(event);
  });
  map.addEventListener("pointermove", (event) => { if (map.hasPointerCapture(event.pointerId)) follow(event); });
  box.addEventListener("click", (event) => {
    const { move, zoom } = event.target.dataset;
    if (move) {
      const [right, down] = DIRECTIONS[move];
      set(pin.latitude - (down * STEP) / scale, pin.longitude + (right * STEP) / (scale * squeeze));
    } else if (zoom) {
      scale *= Number(zoom);
      middle = { ...pin };
      draw();
    }
  });
  for (const field of [north, east]) {
    field.addEventListener("change", () => {
      if (north.value === "" || east.value === "") return;
      set(Number(north.value), Number(east.value));
      middle = { ...pin };
      draw();
    });
  }
  for (const tools of box.querySelectorAll(".pin-tools")) tools.hidden = false;
}

for (const box of document.querySelectorAll("[data-moves-the-pin]")) bind(box);
