// Takes the invitation out of the address, where it would stay in the history, and puts it into the form.
const form = document.querySelector("[data-join]");

function take() {
  const token = location.hash.slice(1);
  if (!/^[0-9A-Za-z-]{20,60}$/.test(token)) return;
  history.replaceState(null, "", location.pathname);
  const code = form.elements.namedItem("code");
  code.value = token;
  code.closest(".field").hidden = true;
  form.querySelector("[data-join-ready]").hidden = false;
  (form.elements.namedItem("nickname") ?? form.querySelector("button")).focus();
}

if (form) {
  take();
  addEventListener("hashchange", take);
  form.addEventListener("submit", () => form.setAttribute("aria-busy", "true"));
}
