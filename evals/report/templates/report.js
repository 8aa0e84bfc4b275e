for (const section of document.querySelectorAll("section")) {
  const cases = [...section.querySelectorAll(".case")];
  const buttons = [...section.querySelectorAll(".filters button")];
  const search = section.querySelector(".filters input");
  let state = "";
  const show = () => {
    const words = search.value.toLowerCase();
    for (const one of cases) {
      const fits = !state || one.dataset.state.split(" ").includes(state);
      one.hidden = !(fits && (!words || one.textContent.toLowerCase().includes(words)));
    }
  };
  for (const button of buttons) {
    button.addEventListener("click", () => {
      state = button.dataset.state;
      for (const other of buttons) other.setAttribute("aria-pressed", String(other === button));
      show();
    });
  }
  search.addEventListener("input", show);
}
