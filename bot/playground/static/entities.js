/** A message's text with its entities, as elements. Offsets are UTF-16 units, as in JavaScript. */

import { el } from "./dom.js";

const TAGS = {
  bold: "strong",
  italic: "em",
  underline: "u",
  strikethrough: "s",
  code: "code",
  pre: "pre",
  blockquote: "blockquote",
};

const BLOCKS = new Set(["blockquote", "expandable_blockquote", "pre"]);

/** Addresses that a message may lead to: nothing that runs in this page. */
export function safeUrl(address) {
  try {
    const url = new URL(/^[a-z][a-z0-9+.-]*:/i.test(address) ? address : `http://${address}`);
    return ["http:", "https:", "tg:"].includes(url.protocol) ? url : null;
  } catch {
    return null;
  }
}

/** `on` has `command(text)`, `mention(text)` and `link(url)`; the last tells whether it took it. */
export function renderText(text, entities, on) {
  const sorted = [...(entities || [])].sort((a, b) => a.offset - b.offset || b.length - a.length);
  const fragment = document.createDocumentFragment();
  fragment.append(...render(text, 0, text.length, sorted, on));
  return fragment;
}

function render(text, start, end, entities, on) {
  const nodes = [];
  let at = start;
  while (entities.length) {
    const [first] = entities;
    if (first.offset >= end) break;
    entities.shift();
    const from = Math.max(first.offset, at);
    const to = Math.min(first.offset + first.length, end);
    if (to <= from) continue;
    if (from > at) nodes.push(text.slice(at, from));
    const inner = [];
    while (entities.length && entities[0].offset < to) inner.push(entities.shift());
    nodes.push(wrap(first, text.slice(from, to), render(text, from, to, inner, on), on));
    at = to;
    // A block ends its line by itself.
    if (BLOCKS.has(first.type) && at < end && text[at] === "\n") at += 1;
  }
  if (at < end) nodes.push(text.slice(at, end));
  return nodes;
}

function wrap(entity, words, children, on) {
  switch (entity.type) {
    case "text_link":
      return link(entity.url, children, on);
    case "url":
      return link(words, children, on);
    case "bot_command":
      return el("button", { type: "button", class: "link", onclick: () => on.command(words) }, ...children);
    case "mention":
      return el("button", { type: "button", class: "link", onclick: () => on.mention(words) }, ...children);
    case "spoiler":
      return spoiler(children);
    case "expandable_blockquote":
      return expandable(children);
    default:
      return el(TAGS[entity.type] || "span", {}, ...children);
  }
}

function link(address, children, on) {
  const url = safeUrl(address);
  if (!url) return el("span", {}, ...children);
  const anchor = el("a", { href: url.href, target: "_blank", rel: "noopener noreferrer", title: url.href }, ...children);
  anchor.addEventListener("click", (event) => {
    if (on.link(url)) event.preventDefault();
  });
  return anchor;
}

function spoiler(children) {
  const hidden = el("button", { type: "button", class: "spoiler", "aria-label": "Show hidden words" }, ...children);
  hidden.addEventListener("click", () => {
    hidden.classList.add("shown");
    hidden.removeAttribute("aria-label");
  });
  return hidden;
}

/** Shows three lines until it is opened; without more than that it is a plain quote. */
function expandable(children) {
  const words = el("div", { class: "quote-words" }, ...children);
  const toggle = el("button", { type: "button", class: "expand", "aria-label": "Open the quote", "aria-expanded": "false" });
  const quote = el("blockquote", { class: "expandable" }, words, toggle);
  const flip = () => {
    const open = quote.classList.toggle("open");
    toggle.setAttribute("aria-expanded", String(open));
    toggle.setAttribute("aria-label", open ? "Close the quote" : "Open the quote");
  };
  quote.addEventListener("click", (event) => {
    const selecting = String(document.getSelection()) && !event.target.closest(".expand");
    if (event.target.closest("a, button:not(.expand)") || selecting) return;
    if (!quote.classList.contains("short")) flip();
  });
  return quote;
}

/** Marks the quotes in `root` that have nothing to open; they must be in the page. */
export function measureQuotes(root) {
  for (const quote of root.querySelectorAll("blockquote.expandable:not(.open)")) {
    const words = quote.querySelector(".quote-words");
    quote.classList.toggle("short", words.scrollHeight <= words.clientHeight + 2);
  }
}
