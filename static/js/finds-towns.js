// Offers towns while one is typed. A chosen one fills in the country and the pin; the form works without it, too.
const PAUSE = 200;

function bind(field) {
  const form = field.form;
  const list = document.createElement("datalist");
  list.id = `${field.id}-towns`;
  field.after(list);
  field.setAttribute("list", list.id);
  // Gone, not hidden: as the first button of the form it would be what the Enter key presses.
  for (const button of form.querySelectorAll("[data-without-script]")) button.remove();
  const names = new Intl.DisplayNames([document.documentElement.lang], { type: "region" });
  let towns = new Map(), timer, latest = 0;

  async function offer() {
    const mine = ++latest;
    try {
      const answer = await fetch(`/events/places.json?q=${encodeURIComponent(field.value)}`);
      const { places } = await answer.json();
      if (mine !== latest) return;
      towns = new Map(places.map((town) => [`${town.name}, ${names.of(town.country)}`, town]));
      list.replaceChildren(...[...towns.keys()].map((name) => new Option(name, name)));
    } catch { /* Without a network the town is typed to its end. */ }
  }

  function take(town) {
    field.value = town.name;
    form.elements.country.value = town.country;
    form.elements.latitude.value = town.latitude;
    form.elements.longitude.value = town.longitude;
    form.elements.latitude.dispatchEvent(new Event("change", { bubbles: true }));
    list.replaceChildren();
  }

  field.addEventListener("input", () => {
    clearTimeout(timer);
    const town = towns.get(field.value);
    if (town) return take(town);
    if (field.value.trim().length > 1) timer = setTimeout(offer, PAUSE);
  });
}

for (const field of document.querySelectorAll("[data-finds-towns]")) bind(field);
