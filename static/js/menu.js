/** Closes an open menu (details[data-menu]) by Escape, by a click elsewhere, and when the focus leaves it. */
export function closeMenus(root) {
  const close = (menu, { back = false } = {}) => {
    menu.open = false;
    if (back) menu.querySelector("summary").focus();
  };
  const others = (target) => [...root.querySelectorAll("details[data-menu][open]")].filter((menu) => !menu.contains(target));
  root.addEventListener("click", (event) => others(event.target).forEach((menu) => close(menu)));
  root.addEventListener("focusin", (event) => others(event.target).forEach((menu) => close(menu)));
  root.addEventListener("keydown", (event) => {
    const menu = event.target.closest?.("details[data-menu][open]");
    if (event.key === "Escape" && menu) close(menu, { back: true });
  });
}
