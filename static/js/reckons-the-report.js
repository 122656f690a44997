// While figures are typed: the sum stands below them, and a reason is asked for only where one differs.
const LETTERS = ["authority", "person", "copy"];
for (const form of document.querySelectorAll("form[data-reckons]")) {
  const figures = [...form.querySelectorAll("[data-figure]")];
  const reckon = () => {
    let letters = Number(form.dataset.reckons);
    for (const field of figures) {
      if (LETTERS.includes(field.dataset.figure)) letters += Number(field.value);
      const why = document.getElementById(field.id.replace("id_", "why-of-"));
      const logged = Number(field.closest("[data-logged]").dataset.logged);
      // Where nothing was logged, the paper is the reason.
      const differs = logged !== 0 && Number(field.value) !== logged;
      if (why && !why.querySelector(".errorlist")) why.hidden = !differs;
    }
    for (const sum of form.querySelectorAll("[data-sum]")) sum.textContent = letters.toLocaleString(document.documentElement.lang);
  };
  form.addEventListener("input", reckon);
  reckon();
}
