/** Light or dark, as chosen in the page or else as the system is; set before anything is drawn. */

{
  const system = matchMedia("(prefers-color-scheme: dark)");
  const follow = () => {
    document.documentElement.dataset.theme = localStorage.getItem("theme") || (system.matches ? "dark" : "light");
  };
  follow();
  system.addEventListener("change", follow);
}
