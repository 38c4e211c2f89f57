"""The bot put together: every handler in one list."""

from __future__ import annotations

import asyncio
import logging
import re
import threading
from contextlib import closing
from typing import Any

from telegram import (
    BotCommand,
    BotCommandScopeAllPrivateChats,
    BotCommandScopeChat,
    BotCommandScopeDefault,
    Message,
    Update,
)
from telegram.error import Conflict, Forbidden, NetworkError, TelegramError
from telegram.ext import (
    Application,
    ApplicationBuilder,
    CallbackQueryHandler,
    ChatMemberHandler,
    CommandHandler,
    ContextTypes,
    InlineQueryHandler,
    MessageHandler,
    TypeHandler,
    filters,
)
from telegram.request import BaseRequest

from bot import texts
from bot.access import INVITATION, guard, is_admin
from bot.answers import (
    AGAIN_BUTTON,
    BRIEFING_BUTTON,
    CONTEXT_BUTTON,
    MORE_BUTTON,
    RATING_BUTTON,
    rate,
    show_context,
    show_more,
)
from bot.articles import (
    ARTICLE_BUTTON,
    PAGE_BUTTON,
    TAPPED_ARTICLE,
    list_articles,
    open_article,
    show_article,
    turn_page,
)
from bot.asking import Desk
from bot.briefings import summarise, summarise_instead
from bot.config import Settings
from bot.curation import REMOVAL_BUTTON, add, ask_removal, confirm_removal, show_stats
from bot.groups import ADDRESSED, greet_group
from bot.inviting import (
    PEOPLE_BUTTON,
    accept_invitation,
    change_people,
    invite,
    show_people,
)
from bot.limiting import ChatRateLimiter, Dropped
from bot.ordering import ChatOrder
from bot.people import People
from bot.questions import (
    SUGGESTED_BUTTON,
    answer_command,
    answer_edited,
    answer_message,
    answer_suggested,
    ask_again,
    forget,
    greet,
    refuse_other,
)
from bot.replying import reply
from bot.sharing import QUOTE_LINK, answer_inline, show_shared
from bot.state import State
from index.archive import Archive

_LOG = logging.getLogger(__name__)

_ALLOWED_UPDATES = [
    Update.MESSAGE,
    Update.EDITED_MESSAGE,
    Update.CALLBACK_QUERY,
    Update.INLINE_QUERY,
    Update.MY_CHAT_MEMBER,
]
_MAX_RETRIES = 3
"""Times the start is tried again without a network."""

_ADD = re.compile(r"^/add(@\w+)?(\s|$)")
"""The command that may take minutes."""

_NAMED = re.compile(r"/\w+@(\w+)")
"""A command with the name of the bot it is for."""

Bot = Application[Any, Any, Any, Any, Any, Any]


class _StoppableApplication(Bot):
    """Stops within seconds, also when Telegram lets a chat wait for hours."""

    async def stop(self) -> None:
        self.bot_data["stopping"].set()
        limiter: ChatRateLimiter = self.bot.rate_limiter
        limiter.close()
        await super().stop()


class _ForThisBot(filters.MessageFilter):
    """Passes over commands that name another bot of the group, as CommandHandler does."""

    def filter(self, message: Message) -> bool:
        named = _NAMED.match(message.text or message.caption or "")
        return named is None or named[1].lower() == message.get_bot().username.lower()


def build_application(
    settings: Settings, archive: Archive, state: State, request: BaseRequest | None = None
) -> Bot:
    """Return the application with its handlers; nothing runs yet. Needs a token.

    `request` is what brings calls to Telegram, by default over HTTP.
    """
    assert settings.telegram_bot_token
    builder = ApplicationBuilder()
    if request:
        builder = builder.request(request).get_updates_request(request)
    application = (
        builder.application_class(_StoppableApplication)
        .token(settings.telegram_bot_token.get_secret_value())
        .base_url(f"{settings.telegram_api}/bot")
        .base_file_url(f"{settings.telegram_api}/file/bot")
        .rate_limiter(ChatRateLimiter())
        .concurrent_updates(ChatOrder(beside=filters.Regex(_ADD) | filters.CaptionRegex(_ADD)))
        .post_init(_set_menus)
        .build()
    )
    application.bot_data.update(settings=settings, archive=archive, state=state)
    # Who adds at the same time would only fill the threads: the archive adds one by one.
    desk, adding = Desk(settings.questions_per_minute), asyncio.Lock()
    application.bot_data.update(desk=desk, adding=adding, stopping=threading.Event())
    application.bot_data.update(people=People(state.database))
    application.add_handler(TypeHandler(Update, guard), group=-1)
    private, new = filters.ChatType.PRIVATE, filters.UpdateType.MESSAGE
    group = filters.ChatType.GROUPS
    mine = new & _ForThisBot()
    with_file = filters.Document.ALL & filters.CaptionRegex(_ADD) & mine
    application.add_handlers(
        [
            MessageHandler(private & new & filters.Regex(INVITATION), accept_invitation),
            CommandHandler("start", start, filters=new),
            CommandHandler("help", show_help, filters=new),
            CommandHandler("ask", answer_command, filters=new),
            CommandHandler("new", forget, filters=new),
            CommandHandler("summary", summarise, filters=new),
            CommandHandler("articles", list_articles, filters=new),
            CommandHandler("article", show_article, filters=new),
            MessageHandler(filters.Regex(TAPPED_ARTICLE) & mine, show_article),
            CommandHandler("add", add, filters=new),
            MessageHandler(with_file, add),
            CommandHandler("remove", ask_removal, filters=new),
            CommandHandler("stats", show_stats, filters=new),
            CommandHandler("invite", invite, filters=new),
            CommandHandler("people", show_people, filters=new),
            CallbackQueryHandler(change_people, pattern=PEOPLE_BUTTON),
            CallbackQueryHandler(turn_page, pattern=PAGE_BUTTON),
            CallbackQueryHandler(open_article, pattern=ARTICLE_BUTTON),
            CallbackQueryHandler(show_context, pattern=CONTEXT_BUTTON),
            CallbackQueryHandler(show_more, pattern=MORE_BUTTON),
            CallbackQueryHandler(ask_again, pattern=AGAIN_BUTTON),
            CallbackQueryHandler(summarise_instead, pattern=BRIEFING_BUTTON),
            CallbackQueryHandler(rate, pattern=RATING_BUTTON),
            CallbackQueryHandler(answer_suggested, pattern=SUGGESTED_BUTTON),
            InlineQueryHandler(answer_inline),
            CallbackQueryHandler(confirm_removal, pattern=REMOVAL_BUTTON),
            MessageHandler(filters.UpdateType.EDITED_MESSAGE & filters.TEXT, answer_edited),
            MessageHandler(private & new & filters.COMMAND, refuse_command),
            MessageHandler(private & new & filters.TEXT, answer_message),
            MessageHandler(private & new & ~filters.StatusUpdate.ALL, refuse_other),
            MessageHandler(
                group & new & filters.TEXT & ~filters.COMMAND & ADDRESSED, answer_message
            ),
            ChatMemberHandler(greet_group, ChatMemberHandler.MY_CHAT_MEMBER),
        ]
    )
    application.add_error_handler(handle_error)
    return application


def run_bot(settings: Settings, archive: Archive) -> None:
    """Run until SIGINT or SIGTERM: by webhook where one is set, else by long polling.

    Raises:
        telegram.error.InvalidToken: Telegram does not know the token.
        telegram.error.NetworkError: Telegram cannot be reached at the start, tried a few times.
    """
    if settings.access == "invite" and not settings.admins:
        _LOG.warning("BRIEFING_ACCESS is invite and BRIEFING_ADMINS empty: nobody is let in.")
    # The first poll need not wait for the model.
    with closing(State(settings.data)) as state, archive.warming_up():
        application = build_application(settings, archive, state)
        if settings.webhook_url and settings.webhook_secret:
            application.run_webhook(
                listen=settings.webhook_listen,
                port=settings.webhook_port,
                webhook_url=settings.webhook_url,
                secret_token=settings.webhook_secret.get_secret_value(),
                allowed_updates=_ALLOWED_UPDATES,
                bootstrap_retries=_MAX_RETRIES,
            )
        else:
            application.run_polling(
                allowed_updates=_ALLOWED_UPDATES, bootstrap_retries=_MAX_RETRIES
            )


async def start(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
    """Greet, or show the quote whose link was followed."""
    link = " ".join(context.args or [])
    if QUOTE_LINK.fullmatch(link):
        await show_shared(update, context, link)
    else:
        await greet(update, context)


async def show_help(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
    """Tell how to use the bot; admins also what only they can do."""
    await reply(update, [texts.HELP + (texts.HELP_ADMIN if is_admin(update, context) else "")])


async def refuse_command(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
    """Say that a command is unknown."""
    await reply(update, [texts.UNKNOWN_COMMAND])


async def handle_error(update: object, context: ContextTypes.DEFAULT_TYPE) -> None:
    """Log what went wrong, without what the user wrote, and say so in one sentence."""
    if isinstance(context.error, Forbidden):
        _LOG.info("The bot may not write to a chat: %s", context.error)
        return
    if isinstance(context.error, Dropped):
        _LOG.warning("A message was not sent: %s", context.error)
        return
    if isinstance(context.error, Conflict):
        _LOG.error("Another process receives this bot's messages. End it, or use another token.")
        return
    if update is None and isinstance(context.error, NetworkError):
        _LOG.warning("Telegram cannot be reached, trying again: %s", context.error)
        return
    _LOG.error("An update was not handled", exc_info=context.error)
    if isinstance(update, Update) and update.effective_message:
        try:
            await reply(update, [texts.FAILURE])
        except TelegramError as error:
            _LOG.warning("Nor could the failure be told: %s", error)


async def _set_menus(application: Bot) -> None:
    """Give every chat its menu, and admins theirs."""
    settings: Settings = application.bot_data["settings"]
    commands = [BotCommand(*one) for one in texts.COMMANDS]
    everything = [*commands, *(BotCommand(*one) for one in texts.ADMIN_COMMANDS)]
    menus = [
        (commands, BotCommandScopeDefault()),
        (commands, BotCommandScopeAllPrivateChats()),
        *((everything, BotCommandScopeChat(admin)) for admin in settings.admins),
    ]
    for menu, scope in menus:
        try:
            await application.bot.set_my_commands(menu, scope=scope)
        except TelegramError as error:
            # An admin who never wrote to the bot has no chat yet.
            _LOG.warning("A command menu was not set: %s", error)
