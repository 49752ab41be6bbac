/** Small helpers to build the page. Text always becomes text nodes. */

/** An element with attributes, `on…` listeners and children (strings, nodes, or nothing). */
export function el(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (value === true) node.setAttribute(name, "");
    else if (value !== false && value !== null && value !== undefined) node.setAttribute(name, value);
  }
  node.append(...children.flat().filter((child) => child !== null && child !== undefined));
  return node;
}

/** Show `people` in a select, as they are, without losing the choice. */
export function offer(select, people, chosen) {
  const key = JSON.stringify(people);
  if (select.dataset.people !== key) {
    select.dataset.people = key;
    select.replaceChildren(...people.map((one) => el("option", { value: one.id }, label(one))));
  }
  select.value = chosen;
}

function label(person) {
  return person.username ? `${person.name} (@${person.username})` : person.name;
}
