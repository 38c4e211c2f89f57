/** One message as an element. */

import { el, icon } from "./dom.js";
import { renderText, safeUrl } from "./entities.js";

const COLOURS = 6;

export const colour = (id) => `var(--person${Math.abs(id) % COLOURS})`;

export const name = (who) => who.title || [who.first_name, who.last_name].filter(Boolean).join(" ");

export const words = (message) =>
  message.text || message.caption || (message.document && message.document.file_name) || "";

/** `view` tells who looks: `me`, `group`; `on` what is done with the parts of a message. */
export function bubble(message, view, on) {
  if (message.new_chat_members) return joined(message);
  const mine = message.from.id === view.me && message.chat.type !== "channel";
  const keyboard = buttons(message, on);
  const body = el(
    "div",
    { class: "bubble" },
    sender(message, view, mine),
    forwarded(message),
    message.via_bot ? el("div", { class: "via" }, `via @${message.via_bot.username}`) : null,
    replied(message, on),
    message.document ? file(message.document) : null,
    text(message, on),
    preview(message, on),
    el("span", { class: "time" }, stamp(message)),
    el("button", { type: "button", class: "actions", "aria-label": "What to do with this message", "aria-haspopup": "menu", onclick: (event) => on.actions(message, event.currentTarget) }, icon("M6 9l6 6 6-6")),
  );
  const row = el(
    "article",
    { class: `message ${mine ? "out" : "in"}${keyboard ? " keyed" : ""}`, id: `m${message.chat.id}_${message.message_id}`, "aria-label": `${mine ? "You" : name(message.from)}, ${time(message.date)}` },
    body,
    keyboard,
  );
  row.addEventListener("contextmenu", (event) => {
    if (event.target.closest("a") || String(document.getSelection())) return;
    event.preventDefault();
    on.actions(message, row.querySelector(".actions"));
  });
  return row;
}

function joined(message) {
  const who = message.new_chat_members.map(name).join(", ");
  return el("div", { class: "service", id: `m${message.chat.id}_${message.message_id}` }, `${name(message.from)} added ${who}`);
}

function sender(message, view, mine) {
  if (!view.group || mine) return null;
  const label = el("div", { class: "sender" }, name(message.from));
  label.style.color = colour(message.from.id);
  return label;
}

function forwarded(message) {
  const origin = message.forward_origin;
  if (!origin) return null;
  return el("div", { class: "forwarded" }, "Forwarded from ", el("b", {}, name(origin.chat || origin.sender_user)));
}

function replied(message, on) {
  const to = message.reply_to_message;
  if (!to) return null;
  const part = message.quote ? message.quote.text : words(to);
  return el(
    "button",
    { type: "button", class: `reply${message.quote ? " quoting" : ""}`, onclick: () => on.jump(to) },
    el("b", {}, name(to.from)),
    el("span", {}, part.slice(0, 200)),
  );
}

function text(message, on) {
  const marked = message.text === undefined ? message.caption_entities : message.entities;
  const said = message.text === undefined ? message.caption : message.text;
  // The stamp stands at the end of the last line: it keeps its place there free.
  return said ? el("div", { class: "text", dir: "auto", "data-stamp": stamp(message) }, renderText(said, marked, on)) : null;
}

function file(document_) {
  const size = document_.file_size || 0;
  const readable = size < 1024 ? `${size} B` : size < 1048576 ? `${(size / 1024).toFixed(1)} KB` : `${(size / 1048576).toFixed(1)} MB`;
  return el(
    "a",
    { class: "file", href: `/api/files/${document_.file_id}`, download: document_.file_name || "file" },
    el("span", { class: "file-icon" }, icon("M7 3h7l5 5v13H7zM14 3v5h5")),
    el("span", {}, el("b", {}, document_.file_name || "File"), el("small", {}, readable)),
  );
}

/** What stands in for the preview of a page: nothing is fetched. */
function preview(message, on) {
  const options = message.link_preview_options || {};
  const linked = (message.entities || []).find((one) => one.type === "text_link" || one.type === "url");
  if (options.is_disabled || !message.text || (!message.via_bot && !message.from.is_bot)) return null;
  const address = options.url || (linked && (linked.url || message.text.slice(linked.offset, linked.offset + linked.length)));
  const url = address && safeUrl(address);
  if (!url || url.protocol === "tg:" || url.hostname === "t.me") return null;
  const title = linked && linked.type === "text_link" ? message.text.slice(linked.offset, linked.offset + linked.length) : url.pathname;
  const card = el("a", { class: "preview", href: url.href, target: "_blank", rel: "noopener noreferrer" }, el("b", {}, url.hostname.replace(/^www\./, "")), el("span", {}, title));
  card.addEventListener("click", (event) => {
    if (on.link(url)) event.preventDefault();
  });
  return card;
}

function buttons(message, on) {
  const rows = message.reply_markup && message.reply_markup.inline_keyboard;
  if (!rows) return null;
  const keyboard = el("div", { class: "keyboard", role: "group", "aria-label": "Buttons" });
  for (const row of rows) {
    keyboard.append(el("div", { class: "keys" }, ...row.map((one) => key(message, one, on))));
  }
  return keyboard;
}

function key(message, given, on) {
  const sign = given.url ? "↗" : given.copy_text ? "⧉" : "switch_inline_query" in given || given.switch_inline_query_chosen_chat ? "➦" : "";
  return el(
    "button",
    { type: "button", class: "key", onclick: (event) => on.press(message, given, event.currentTarget) },
    el("span", { class: "label" }, given.text),
    sign ? el("span", { class: "sign", "aria-hidden": "true" }, sign) : null,
  );
}

const stamp = (message) => `${message.edit_date && !message.reply_markup ? "edited " : ""}${time(message.date)}`;

export function time(seconds) {
  return new Date(seconds * 1000).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });
}
