/** Where a message is written: commands, inline results, replies, edits and files. */

import { $, el } from "./dom.js";
import { name, words } from "./bubble.js";

const INLINE_PAUSE_MS = 350;
const MAX_TEXT = 4096;

/** Cuts what is too long for one message after its last line or word that fits, as Telegram does. */
function inMessages(text) {
  const parts = [];
  let rest = text.trim();
  while (rest.length > MAX_TEXT) {
    const start = rest.slice(0, MAX_TEXT);
    const fits = start.match(/^[\s\S]*(?=\n)/) || start.match(/^[\s\S]*(?=\s)/);
    const cut = fits?.[0].trim() ? fits[0].length : wholeCharacters(start);
    parts.push(rest.slice(0, cut));
    rest = rest.slice(cut).trim();
  }
  return [...parts, rest];
}

const wholeCharacters = (text) => text.length - Number(/[\uD800-\uDBFF]$/.test(text));

export class Composer {
  constructor(does) {
    this.does = does;
    this.reply = null;
    this.editing = null;
    this.file = null;
    this.query = this.extending = null;
    this.chosen = -1;
    this.wire();
  }

  wire() {
    const input = $("input");
    $("composer").onsubmit = (event) => {
      event.preventDefault();
      this.submit();
    };
    input.oninput = () => this.changed();
    input.onkeydown = (event) => this.keyed(event);
    $("menu").onclick = () => this.toggleMenu();
    $("attach").onclick = () => $("file").click();
    $("file").onchange = () => {
      if ($("file").files[0]) this.attach($("file").files[0]);
      $("file").value = "";
    };
    $("bar-close").onclick = () => {
      this.reset(true);
      this.focus();
    };
    input.onpaste = (event) => {
      const file = event.clipboardData?.files[0];
      if (file) {
        event.preventDefault();
        this.attach(file);
      }
    };
    this.wireDrop();
    addEventListener("pointerdown", (event) => {
      if (!event.target.closest(".foot")) this.closeLists();
    });
  }

  wireDrop() {
    let depth = 0;
    const zone = $("dropzone");
    const holdsFile = (event) => [...(event.dataTransfer?.types || [])].includes("Files");
    const shown = (yes) => (zone.hidden = !yes || $("composer").hidden);
    addEventListener("dragenter", (event) => holdsFile(event) && shown(++depth > 0));
    addEventListener("dragleave", (event) => holdsFile(event) && shown(--depth > 0));
    addEventListener("dragover", (event) => holdsFile(event) && event.preventDefault());
    addEventListener("drop", (event) => {
      if (!holdsFile(event)) return;
      event.preventDefault();
      depth = 0;
      shown(false);
      const file = event.dataTransfer.files[0];
      if (file && !$("composer").hidden) this.attach(file);
    });
  }

  // What is being written.

  focus() {
    $("input").focus({ preventScroll: true });
  }

  set(text) {
    $("input").value = text;
    this.focus();
    this.changed();
  }

  insert(text) {
    const input = $("input");
    input.setRangeText(text, input.selectionStart, input.selectionEnd, "end");
    this.focus();
    this.changed();
  }

  reset(keepWords = false) {
    const wasEditing = this.editing;
    this.reply = this.editing = this.file = null;
    if (!keepWords || wasEditing) $("input").value = "";
    this.closeLists();
    this.refresh();
  }

  refresh() {
    const input = $("input");
    this.grow();
    const commands = this.does.bot() ? this.does.menu() : [];
    $("menu").hidden = !commands.length || Boolean(input.value) || Boolean(this.file);
    $("send").classList.toggle("ready", Boolean(input.value.trim() || this.file));
    input.placeholder = this.file ? "Caption, such as /add" : "Message";
    this.showBar();
  }

  grow() {
    const input = $("input");
    input.style.height = "auto";
    input.style.height = `${Math.min(input.scrollHeight, 180)}px`;
  }

  changed() {
    this.unchoose();
    this.refresh();
    this.suggest();
    this.askInline();
  }

  replyTo(message, quote = "") {
    this.editing = null;
    this.reply = { message, quote };
    this.refresh();
    this.focus();
  }

  startEdit(message) {
    this.reply = this.file = null;
    this.editing = message;
    this.set(message.text);
  }

  attach(file) {
    this.editing = null;
    this.file = file;
    this.refresh();
    this.focus();
  }

  showBar() {
    const bar = $("bar");
    bar.hidden = !(this.reply || this.editing || this.file);
    if (bar.hidden) return;
    const [sign, title, said] = this.file
      ? ["▤", this.file.name, "Write a caption, or send it as it is"]
      : this.editing
        ? ["✎", "Edit", this.editing.text]
        : ["↩", `Reply to ${name(this.reply.message.from)}`, this.reply.quote || words(this.reply.message)];
    $("bar-icon").textContent = sign;
    $("bar-title").textContent = title;
    $("bar-words").textContent = said.slice(0, 200);
  }

  async submit() {
    const text = $("input").value;
    const { reply, editing, file } = this;
    if (!text.trim() && !file) return;
    $("input").value = "";
    this.reset();
    const done = await this.deliver(text, reply, editing, file);
    // What failed comes back, unless something else is being written by now.
    if (done !== undefined || $("input").value || this.reply || this.editing || this.file) return;
    Object.assign(this, { reply, editing, file });
    this.set(text);
  }

  /** Returns what became of it, undefined where it failed. */
  async deliver(text, reply, editing, file) {
    const to = reply ? { reply_to: reply.message.message_id } : {};
    if (file) return this.does.sendFile(file, text, to);
    if (editing) return this.does.edit(editing, text);
    const [first, ...others] = inMessages(text);
    let done = await this.does.send(first, reply?.quote ? { ...to, quote: reply.quote } : to);
    for (const part of others) done = done && (await this.does.send(part, {}));
    return done;
  }

  // Keys.

  keyed(event) {
    // Keys of an input method choose its words.
    if (event.isComposing) return undefined;
    const list = [$("commands"), $("results")].find((one) => !one.hidden);
    if (list && this.keyedInList(event, list)) return event.preventDefault();
    if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      this.submit();
    } else if (event.key === "Escape") {
      this.reset(true);
    } else if (event.key === "ArrowUp" && !$("input").value) {
      const last = this.does.lastOwn();
      if (last) {
        event.preventDefault();
        this.startEdit(last);
      }
    }
    return undefined;
  }

  keyedInList(event, list) {
    const options = [...list.querySelectorAll("[role=option]")];
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (event.key === "Escape") {
      this.closeLists();
      return true;
    }
    if (step && options.length) {
      this.chosen = (this.chosen + step + options.length) % options.length;
      this.mark(options);
      return true;
    }
    if (event.key === "Enter" && this.chosen >= 0) {
      options[this.chosen]?.click();
      return true;
    }
    if (event.key === "Tab" && list === $("commands") && options.length) {
      this.set(`${options[Math.max(this.chosen, 0)].dataset.command} `);
      return true;
    }
    return false;
  }

  mark(options) {
    options.forEach((one, at) => one.setAttribute("aria-selected", String(at === this.chosen)));
    const marked = options[this.chosen];
    marked?.scrollIntoView({ block: "nearest" });
    if (marked) $("input").setAttribute("aria-activedescendant", marked.id);
    else $("input").removeAttribute("aria-activedescendant");
  }

  /** Enter must not take an option that was marked before the list or the words changed. */
  unchoose() {
    this.chosen = -1;
    this.mark([...$("results").querySelectorAll("[role=option]")]);
  }

  closeLists() {
    $("commands").hidden = $("results").hidden = true;
    $("menu").setAttribute("aria-expanded", "false");
    this.query = this.extending = null;
    clearTimeout(this.timer);
    this.unchoose();
  }

  // Commands.

  toggleMenu() {
    if ($("commands").hidden) this.showCommands(this.does.menu());
    else this.closeLists();
    this.focus();
  }

  suggest() {
    const typed = $("input").value.match(/^\/(\w*)$/);
    if (!typed) {
      $("commands").hidden = true;
      return;
    }
    this.showCommands(this.does.menu().filter((one) => one.command.startsWith(typed[1])));
  }

  showCommands(commands) {
    $("commands").replaceChildren(
      ...commands.map((one, at) =>
        el(
          "div",
          { class: "option", role: "option", id: `command${at}`, "aria-selected": "false", "data-command": `/${one.command}`, onclick: () => this.sendCommand(one.command) },
          el("b", {}, `/${one.command}`),
          el("span", {}, one.description),
        ),
      ),
    );
    $("commands").hidden = !commands.length;
    $("menu").setAttribute("aria-expanded", String(Boolean(commands.length)));
  }

  sendCommand(command) {
    $("input").value = `/${command}`;
    this.submit();
    this.focus();
  }

  // Inline mode.

  askInline() {
    clearTimeout(this.timer);
    this.query = this.extending = null;
    const typed = $("input").value.match(/^@(\w+) ([\s\S]*)$/);
    if (!typed || typed[1].toLowerCase() !== this.does.bot().username.toLowerCase()) {
      $("results").hidden = true;
      return;
    }
    this.timer = setTimeout(async () => {
      this.asked = typed[2];
      this.query = await this.does.inline(typed[2].trim(), "");
    }, INLINE_PAUSE_MS);
  }

  /** An answer may come before its query's id does. */
  async showResults(query, answer) {
    await new Promise((later) => setTimeout(later, 60));
    if (query !== this.query) return;
    const results = answer.results;
    const more = answer.next_offset ? [this.moreButton(answer.next_offset)] : [];
    const start = answer.button?.text && answer.button.start_parameter
      ? [el("button", { type: "button", class: "more", onclick: () => this.startFrom(answer.button) }, answer.button.text)]
      : [];
    const cards = results.map((one, at) => this.card(query, one, at + $("results").childElementCount));
    if (this.extending) this.extending.replaceWith(...cards, ...more);
    else {
      $("results").replaceChildren(...start, ...cards, ...more);
      this.unchoose();
    }
    this.extending = null;
    $("results").hidden = !$("results").childElementCount;
    if (!results.length && !start.length) {
      $("results").replaceChildren(el("p", { class: "nothing" }, "No results"));
      $("results").hidden = false;
    }
  }

  card(query, result, at) {
    return el(
      "div",
      { class: "option card", role: "option", id: `result${at}`, "aria-selected": "false", onclick: () => this.choose(query, result.id) },
      el("b", {}, result.title),
      result.description ? el("span", {}, result.description) : null,
    );
  }

  moreButton(offset) {
    const button = el("button", { type: "button", class: "more" }, "More results");
    button.onclick = async () => {
      this.extending = button;
      this.focus();
      const query = await this.does.inline(this.asked.trim(), offset);
      if (this.extending === button) this.query = query;
    };
    return button;
  }

  startFrom(button) {
    this.reset();
    this.does.startPrivate(button.start_parameter);
  }

  async choose(query, result) {
    this.reset();
    await this.does.choose(query, result);
    this.focus();
  }
}
