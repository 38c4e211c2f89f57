/** The page: what is there, who looks at it, and what happens when something is done. */

import { act, listen, state as fetchState, upload } from "./api.js";
import { bubble, colour, name, words } from "./bubble.js";
import { Composer } from "./composer.js";
import { $, copy, el } from "./dom.js";
import { measureQuotes } from "./entities.js";

const TYPING_MS = 5500;
const PRESS_MS = 15000;

const ROLE_HINTS = {
  reader: "asks and reads",
  admin: "adds and removes articles too",
  stranger: "somebody the bot does not know",
};
const SIGNS = { private: "Private chat", supergroup: "Group", channel: "Channel" };

const world = { bot: null, people: [], chats: new Map(), messages: new Map(), menus: {}, blocked: new Set(), absent: new Set(), ready: false };
const view = { me: null, place: "private", lost: false };
const unread = new Map();
const typing = new Map();
const waiting = new Map();
/** Events that come while the state is fetched; null when there is nothing to wait for. */
let queued = [];

const key = (chat, id) => `${chat}:${id}`;
const person = (id) => world.people.find((one) => one.id === id);
const here = () => (view.place === "private" ? view.me : Number(view.place));
const chatHere = () => world.chats.get(here());
const isPrivate = () => view.place === "private";

const composer = new Composer({
  bot: () => world.bot,
  menu: () => menuHere(),
  send: say,
  sendFile,
  edit: (message, text) => perform("edit", { message: message.message_id, text }),
  lastOwn: () => messagesHere().filter((one) => one.from.id === view.me && one.text && !one.via_bot && !one.forward_origin).at(-1),
  inline: askInline,
  choose: (query, result) => perform("choose", { query, result }),
  startPrivate: (payload) => startPrivate(payload),
});

const on = {
  command: (text) => say(text),
  mention: (text) => composer.insert(`${text} `),
  link: followDeepLink,
  jump,
  press,
  actions: messageMenu,
};

// What is there.

async function load() {
  queued = [];
  const given = await fetchState();
  const restarted = world.bot && !given.messages.some((one) => world.messages.has(key(one.chat.id, one.message_id)));
  if (!world.bot || restarted) {
    unread.clear();
    composer.reset(true);
  }
  Object.assign(world, {
    bot: given.bot,
    people: given.people,
    ready: given.ready,
    menus: given.menus,
    chats: new Map(given.chats.map((one) => [one.id, one])),
    messages: new Map(given.messages.map((one) => [key(one.chat.id, one.message_id), one])),
    blocked: new Set(given.blocked),
    absent: new Set(given.absent),
  });
  view.me ??= restored();
  view.lost = false;
  render();
  const events = queued;
  queued = null;
  events.forEach(happen);
}

function happen(event) {
  if (queued) queued.push(event);
  else EVENTS[event.type]?.(event);
}

function restored() {
  const role = sessionStorage.getItem("role") || "reader";
  return (world.people.find((one) => one.role === role) || world.people[0]).id;
}

function messagesHere() {
  return [...world.messages.values()].filter((one) => one.chat.id === here()).sort((a, b) => a.message_id - b.message_id);
}

/** Telegram's order: the narrowest scope that has a menu wins. */
function menuHere() {
  const chat = chatHere();
  if (world.absent.has(here())) return [];
  const scopes = isPrivate()
    ? [{ chat_id: chat.id, type: "chat" }, { type: "all_private_chats" }, { type: "default" }]
    : [
        { chat_id: chat.id, type: "chat_member", user_id: view.me },
        { chat_id: chat.id, type: "chat" },
        { type: "all_group_chats" },
        { type: "default" },
      ];
  const menus = new Map(Object.entries(world.menus).map(([scope, menu]) => [canonical(JSON.parse(scope)), menu]));
  return scopes.map((scope) => menus.get(canonical(scope))).find(Boolean) || [];
}

const canonical = (scope) => JSON.stringify(Object.entries(scope).map(([name_, value]) => [name_, String(value)]).sort());

// What happens.

const EVENTS = {
  message({ message }) {
    // The state may have held it already.
    const known = world.messages.has(key(message.chat.id, message.message_id));
    if (message.from.id === world.bot.id) typing.delete(message.chat.id);
    if (known) return EVENTS.edited({ message });
    keep(message);
    if (message.chat.id === here()) append(message);
    else if (message.from.id !== view.me) unread.set(message.chat.id, (unread.get(message.chat.id) || 0) + 1);
    renderSidebar();
    renderStatus();
  },
  edited({ message }) {
    keep(message);
    const old = $(`m${message.chat.id}_${message.message_id}`);
    if (old) exchange(old, message);
    renderSidebar();
    renderStatus();
  },
  deleted({ chat_id, message_id }) {
    world.messages.delete(key(chat_id, message_id));
    const gone = $(`m${chat_id}_${message_id}`);
    if (gone?.contains(document.activeElement)) focusChat();
    gone?.remove();
    renderSidebar();
    if (chat_id === here() && !messagesHere().length) renderLog();
  },
  action({ chat_id, action }) {
    if (action === "typing") {
      typing.set(chat_id, Date.now() + TYPING_MS);
      setTimeout(renderStatus, TYPING_MS + 50);
      renderStatus();
    }
  },
  answered({ query_id, user_id, text, show_alert, url }) {
    settle(query_id);
    if (user_id !== view.me) return;
    if (text && show_alert) alertWith(text);
    else if (text) toast(text);
    if (url) followDeepLink(new URL(url));
  },
  inline({ query_id, answer }) {
    composer.showResults(query_id, answer);
  },
  ready() {
    world.ready = true;
    renderStatus();
  },
  menus: async () => {
    world.menus = (await fetchState()).menus;
    composer.refresh();
  },
  blocked({ user_id, blocked }) {
    if (blocked) world.blocked.add(user_id);
    else world.blocked.delete(user_id);
    renderFoot();
  },
  joined({ chat_id }) {
    world.absent.delete(chat_id);
    renderFoot();
    renderStatus();
  },
};

function keep(message) {
  world.messages.set(key(message.chat.id, message.message_id), message);
}

// What is shown.

function looking() {
  return { me: view.me, group: chatHere().type === "supergroup" };
}

function render() {
  unread.delete(here());
  renderSidebar();
  renderTop();
  renderLog();
  renderFoot();
  composer.refresh();
}

function renderSidebar() {
  const focused = $("sidebar").contains(document.activeElement) && document.activeElement.id;
  const places = [
    { place: "private", chat: world.chats.get(view.me), who: world.bot },
    ...[...world.chats.values()].filter((one) => one.type !== "private").map((chat) => ({ place: String(chat.id), chat, who: chat })),
  ];
  $("chats").replaceChildren(...places.map(chatButton));
  const legend = $("roles").querySelector("legend");
  $("roles").replaceChildren(legend, ...world.people.map(roleButton));
  if (focused) $(focused)?.focus({ preventScroll: true });
}

function chatButton({ place, chat, who }) {
  const last = [...world.messages.values()].filter((one) => one.chat.id === chat.id).at(-1);
  const count = unread.get(chat.id);
  const current = view.place === place;
  return el(
    "button",
    { type: "button", class: "chat-button", id: `chat_${place}`, "aria-current": String(current), onclick: () => go(place) },
    avatar(who),
    el("span", { class: "chat-words" }, el("b", {}, name(who)), el("span", {}, last ? lastWords(last) : SIGNS[chat.type])),
    count && !current ? el("span", { class: "badge", "aria-label": `${count} new` }, String(count)) : null,
  );
}

const lastWords = (message) => (message.new_chat_members ? "The bot was added" : words(message).slice(0, 80));

function roleButton(one) {
  const input = el("input", { type: "radio", name: "role", id: `role_${one.role}`, value: one.role, checked: one.id === view.me, onchange: () => become(one.id) });
  return el("label", { class: "role" }, input, avatar(one), el("span", {}, el("b", {}, `${one.first_name}, ${one.role}`), el("small", {}, ROLE_HINTS[one.role])));
}

function avatar(who) {
  const sign = el("span", { class: "avatar", "aria-hidden": "true" }, name(who)[0]);
  sign.style.setProperty("--colour", who.is_bot ? "var(--accent)" : colour(who.id));
  return sign;
}

function renderTop() {
  const who = isPrivate() ? world.bot : chatHere();
  $("title").textContent = name(who);
  const sign = avatar(who);
  sign.id = "avatar";
  $("avatar").replaceWith(sign);
  document.title = `${name(who)} – playground`;
  renderStatus();
}

function renderStatus() {
  const status = $("status");
  const isTyping = (typing.get(here()) || 0) > Date.now();
  status.classList.toggle("typing", isTyping && !view.lost);
  if (view.lost) status.textContent = "The playground has stopped. Start it again: briefing playground";
  else if (chatHere().type === "channel") status.textContent = "channel";
  else if (!world.ready) status.textContent = "starting… it answers in a moment";
  else if (isTyping) status.textContent = `${isPrivate() ? "" : `${world.bot.first_name} is `}typing…`;
  else if (isPrivate()) status.textContent = `bot · you are ${person(view.me).first_name}, ${person(view.me).role}`;
  else status.textContent = `${world.absent.has(here()) ? 3 : 4} members · you are ${person(view.me).first_name}`;
  renderTyping(isTyping);
}

function renderTyping(shown) {
  $("typing")?.remove();
  if (!shown) return;
  const stick = nearEnd();
  const dots = el("div", { class: "bubble dots-bubble" }, el("i"), el("i"), el("i"));
  $("log").append(el("div", { class: "message in", id: "typing", "aria-hidden": "true" }, dots));
  if (stick) toEnd();
}

function renderLog() {
  const messages = messagesHere();
  const nodes = messages.map((one) => bubble(one, looking(), on));
  nodes.forEach((one) => one.classList.add("settled"));
  if (!messages.length) nodes.push(introduction());
  else nodes.unshift(el("div", { class: "service" }, "Today"));
  $("log").replaceChildren(...nodes);
  measureQuotes($("log"));
  renderTyping((typing.get(here()) || 0) > Date.now());
  toEnd();
}

function introduction() {
  const group = !isPrivate();
  return el(
    "div",
    { class: "intro" },
    avatar(group ? chatHere() : world.bot),
    el("h3", {}, group ? "A group with Robin, Ada and Sam" : "What can this bot do?"),
    el("p", {}, group ? "Add the bot, then write as any of the three. It answers when it is spoken to." : "It answers questions about a collection of news articles, only with their own words. Ask it something, or press Start."),
    group ? null : el("button", { type: "button", class: "start", onclick: () => say("/start") }, "Start"),
  );
}

function append(message) {
  const stick = nearEnd() || message.from.id === view.me;
  $("log").querySelector(".intro")?.remove();
  $("typing")?.remove();
  const node = bubble(message, looking(), on);
  $("log").append(node);
  measureQuotes(node);
  if (!stick) $("down").hidden = false;
  // A long answer is read from its beginning.
  else if (node.offsetHeight > $("scroll").clientHeight) node.scrollIntoView({ block: "start" });
  else toEnd();
}

/** What can have the focus in a message: each is found again among its own kind. */
const FOCUSABLE = [".key", ".expand", ".actions", "a, button"];

/** Puts a message's new element in the place of the old; focus and open quotes stay. */
function exchange(old, message) {
  const stick = nearEnd();
  const kind = FOCUSABLE.find((one) => old.contains(document.activeElement) && document.activeElement.matches(one));
  const at = kind ? [...old.querySelectorAll(kind)].indexOf(document.activeElement) : -1;
  const open = [...old.querySelectorAll(".expandable")].map((one) => one.classList.contains("open"));
  const fresh = bubble(message, looking(), on);
  fresh.classList.add("settled");
  old.replaceWith(fresh);
  measureQuotes(fresh);
  fresh.querySelectorAll(".expand").forEach((one, nth) => open[nth] && one.click());
  if (kind) (fresh.querySelectorAll(kind)[at] || fresh.querySelector(".actions"))?.focus({ preventScroll: true });
  if (stick) toEnd();
}

function renderFoot() {
  const chat = chatHere();
  const wide = $("wide");
  const labels = {
    blocked: "Unblock the bot",
    absent: "Add the bot to this group",
  };
  const kind = chat.type === "channel" ? "channel" : world.absent.has(chat.id) ? "absent" : world.blocked.has(chat.id) ? "blocked" : null;
  const focused = document.activeElement === wide;
  wide.hidden = !labels[kind];
  wide.textContent = labels[kind] || "";
  wide.onclick = () => (kind === "blocked" ? perform("block", { blocked: false }) : perform("join", {}));
  $("composer").hidden = Boolean(kind);
  if (kind) composer.reset();
  if (focused) focusChat();
}

// What is done.

async function perform(action, given) {
  return attempt(act(action, { user: view.me, chat: here(), ...given }));
}

/** Returns what it comes to; a failure is told, and comes to undefined. */
async function attempt(doing) {
  try {
    return await doing;
  } catch (error) {
    toast(error.message.replace(/^Bad Request: /, ""));
    return undefined;
  }
}

async function say(text, more = {}) {
  return perform("send", { text, ...more });
}

async function sendFile(file, caption, reply) {
  return attempt(upload(file, { user: view.me, chat: here(), caption, ...reply }));
}

async function askInline(query, offset) {
  const asked = await perform("inline", { query, offset });
  if (asked?.answer) composer.showResults(asked.query, asked.answer);
  return asked?.query;
}

async function press(message, given, button) {
  if (given.url) {
    const url = new URL(given.url);
    if (!followDeepLink(url)) window.open(url.href, "_blank", "noopener");
  } else if (given.copy_text) {
    await copy(given.copy_text.text);
    toast("Copied");
  } else if ("switch_inline_query_current_chat" in given) {
    composer.set(`@${world.bot.username} ${given.switch_inline_query_current_chat}`);
  } else if ("switch_inline_query" in given || given.switch_inline_query_chosen_chat) {
    const words_ = given.switch_inline_query ?? given.switch_inline_query_chosen_chat.query ?? "";
    chooseChat("Ask in", (place) => {
      go(place);
      composer.set(`@${world.bot.username} ${words_}`);
    }, button);
  } else {
    button.classList.add("busy");
    button.setAttribute("aria-busy", "true");
    const query = await perform("press", { message: message.message_id, data: given.callback_data });
    if (query) waiting.set(query, button);
    setTimeout(() => settle(query, button), query ? PRESS_MS : 0);
  }
}

function settle(query, given) {
  const button = waiting.get(query) || given;
  waiting.delete(query);
  button?.classList.remove("busy");
  button?.removeAttribute("aria-busy");
}

/** Follows t.me/<bot>?start=… inside the page; tells whether it did. */
function followDeepLink(url) {
  const query = url.searchParams;
  const web = url.protocol !== "tg:" && url.hostname === "t.me" && url.pathname.slice(1);
  const named = web || (url.protocol === "tg:" && query.get("domain"));
  if (!named || named.toLowerCase() !== world.bot.username.toLowerCase()) return false;
  startPrivate(query.get("start") || "");
  return true;
}

function startPrivate(payload) {
  go("private");
  say(payload ? `/start ${payload}` : "/start");
}

function go(place) {
  view.place = place;
  closeDrawer();
  composer.reset();
  render();
  focusChat();
}

/** On a touch screen the message is left alone: its keys would cover half of the page. */
function focusChat() {
  const wide = $("wide").hidden ? $("scroll") : $("wide");
  if ($("composer").hidden) wide.focus({ preventScroll: true });
  else if (matchMedia("(hover: hover)").matches) composer.focus();
}

function become(id) {
  view.me = id;
  sessionStorage.setItem("role", person(id).role);
  closeDrawer();
  composer.reset();
  render();
  // Where there is a drawer, the roles went away with it.
  const drawer = $("drawer").offsetWidth && $("drawer");
  (drawer || $("roles").querySelector("input:checked"))?.focus();
}

function jump(to) {
  const target = $(`m${to.chat.id}_${to.message_id}`);
  if (!target) return toast("That message is gone.");
  target.scrollIntoView({ block: "center", behavior: "smooth" });
  target.classList.remove("flash");
  void target.offsetWidth;
  target.classList.add("flash");
}

// Menus.

function messageMenu(message, anchor) {
  const selected = selectedIn(message);
  const part = words(message).includes(selected) ? selected : "";
  const mine = message.from.id === view.me && message.chat.type !== "channel";
  const channel = message.chat.type === "channel";
  popup(anchor, [
    channel || world.absent.has(here()) ? null : [part ? "Reply with this part" : "Reply", () => composer.replyTo(message, part)],
    ["Copy text", async () => (await copy(selected || words(message)), toast("Copied"))],
    mine && message.text && !message.via_bot && !message.forward_origin ? ["Edit", () => composer.startEdit(message)] : null,
    ["Forward", () => chooseChat("Forward to", (place) => forwardTo(message, place), anchor)],
    channel ? null : ["Delete", () => perform("delete", { message: message.message_id })],
  ]);
}

async function forwardTo(message, place) {
  const to = place === "private" ? view.me : Number(place);
  if (await perform("forward", { chat: message.chat.id, message: message.message_id, to })) go(place);
}

function selectedIn(message) {
  const selection = document.getSelection();
  const node = $(`m${message.chat.id}_${message.message_id}`)?.querySelector(".text");
  if (!selection.rangeCount || !node) return "";
  const range = selection.getRangeAt(0);
  return node.contains(range.commonAncestorContainer) ? String(selection).trim() : "";
}

function chooseChat(title, then, anchor) {
  const group = [...world.chats.values()].find((one) => one.type === "supergroup");
  popup(anchor, [
    [`${title} ${world.bot.first_name}`, () => then("private")],
    [`${title} ${group.title}`, () => then(String(group.id))],
  ]);
}

function moreMenu(anchor) {
  const blocked = world.blocked.has(view.me);
  popup(anchor, [
    isPrivate() ? [blocked ? "Unblock the bot" : "Block the bot", () => perform("block", { blocked: !blocked })] : null,
    ["To the newest message", () => toEnd(true)],
    ["Dark or light", switchTheme],
  ]);
}

function popup(anchor, entries) {
  const menu = $("popup");
  const back = document.activeElement;
  const close = () => {
    menu.hidden = true;
    document.removeEventListener("pointerdown", outside, true);
    (back?.isConnected ? back : anchor).focus?.({ preventScroll: true });
  };
  const outside = (event) => {
    if (!menu.contains(event.target)) close();
  };
  menu.replaceChildren(
    ...entries.filter(Boolean).map(([label, does]) =>
      el("button", { type: "button", role: "menuitem", onclick: () => (close(), does()) }, label),
    ),
  );
  menu.onkeydown = (event) => {
    const items = [...menu.children];
    const at = items.indexOf(document.activeElement);
    if (event.key === "Escape" || event.key === "Tab") close();
    else if (event.key === "ArrowDown") items[(at + 1) % items.length].focus();
    else if (event.key === "ArrowUp") items[(at - 1 + items.length) % items.length].focus();
    else return;
    event.preventDefault();
  };
  menu.hidden = false;
  const place = anchor.getBoundingClientRect();
  menu.style.left = `${Math.max(8, Math.min(place.left, innerWidth - menu.offsetWidth - 8))}px`;
  menu.style.top = `${Math.max(8, Math.min(place.bottom + 4, innerHeight - menu.offsetHeight - 8))}px`;
  menu.firstElementChild.focus();
  document.addEventListener("pointerdown", outside, true);
}

function toast(text) {
  const shown = $("toast");
  shown.textContent = text;
  shown.hidden = false;
  clearTimeout(toast.timer);
  toast.timer = setTimeout(() => (shown.hidden = true), 3200);
}

function alertWith(text) {
  $("alert-text").textContent = text;
  $("alert").showModal();
}

// Where one is.

const nearEnd = () => $("scroll").scrollHeight - $("scroll").scrollTop - $("scroll").clientHeight < 160;

function toEnd(smooth = false) {
  $("scroll").scrollTo({ top: $("scroll").scrollHeight, behavior: smooth ? "smooth" : "instant" });
  $("down").hidden = true;
}

function closeDrawer() {
  $("app").classList.remove("drawn");
  $("drawer").setAttribute("aria-expanded", "false");
}

function switchTheme() {
  const { dataset } = document.documentElement;
  dataset.theme = dataset.theme === "dark" ? "light" : "dark";
  localStorage.setItem("theme", dataset.theme);
}

function wire() {
  $("theme").onclick = switchTheme;
  $("more").onclick = (event) => moreMenu(event.currentTarget);
  $("down").onclick = () => toEnd(true);
  $("scroll").onscroll = () => {
    $("down").hidden = nearEnd();
  };
  $("drawer").onclick = () => {
    const drawn = $("app").classList.toggle("drawn");
    $("drawer").setAttribute("aria-expanded", String(drawn));
    if (drawn) $("chats").querySelector("[aria-current=true]")?.focus();
  };
  $("shade").onclick = closeDrawer;
  $("alert-close").onclick = () => $("alert").close();
  addEventListener("keydown", (event) => {
    if (event.key === "Escape" && $("app").classList.contains("drawn")) {
      closeDrawer();
      $("drawer").focus();
    }
  });
  addEventListener("resize", () => measureQuotes($("log")));
  listen(
    happen,
    load,
    () => {
      view.lost = true;
      if (world.bot) renderStatus();
    },
  );
}

wire();
