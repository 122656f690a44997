// Buttons that need a script appear with it: one prints the page, one copies what stands in a field.
for (const button of document.querySelectorAll("[data-print], [data-copy]")) {
  button.hidden = false;
  button.addEventListener("click", async () => {
    if (!button.dataset.copy) return print();
    const field = document.getElementById(button.dataset.copy);
    field.select();
    try {
      await navigator.clipboard.writeText(field.value);
      button.textContent = button.dataset.copied;
    } catch {
      // The text is selected: the keyboard copies it.
    }
  });
}
