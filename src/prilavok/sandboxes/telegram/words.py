"""The few words of the chat page in the three languages; a provider's page is no part of the house's catalogues."""

LANGUAGES = ("ru", "kk", "en")
NAMES = {"ru": "Русский", "kk": "Қазақша", "en": "English"}

_WORDS = {
    "sandbox": (
        "Учебный Telegram на этой машине: наружу ничего не уходит",
        "Осы машинадағы оқу Telegram-ы: сыртқа ештеңе кетпейді",
        "A practice Telegram on this machine: nothing leaves it",
    ),
    "who": ("Кто вы?", "Сіз кімсіз?", "Who are you?"),
    "other": ("Другой человек", "Басқа адам", "Somebody else"),
    "name": ("Имя", "Аты", "Name"),
    "phone": ("Телефон", "Телефон", "Phone"),
    "enter": ("Войти", "Кіру", "Enter"),
    "wrong": (
        "Нужны имя и телефон из 7–15 цифр.",
        "Аты және 7–15 санды телефон керек.",
        "A name and a phone of 7 to 15 digits are needed.",
    ),
    "start": ("НАЧАТЬ", "БАСТАУ", "START"),
    "again": (
        "Вы открыли ссылку бота: нажмите «Начать», чтобы продолжить.",
        "Бот сілтемесін аштыңыз: жалғастыру үшін «Бастау» басыңыз.",
        "You opened the bot's link: press Start to continue.",
    ),
    "empty": (
        "Здесь пока пусто. Нажмите «Начать», и бот ответит.",
        "Мұнда әзірге бос. «Бастау» басыңыз, бот жауап береді.",
        "Nothing here yet. Press Start and the bot will answer.",
    ),
    "message": ("Сообщение", "Хабарлама", "Message"),
    "send": ("Отправить", "Жіберу", "Send"),
    "share": ("Поделиться своим номером", "Өз нөміріммен бөлісу", "Share my phone"),
    "card": ("Переслать чужой контакт", "Басқа біреудің контактісін жіберу", "Forward somebody's contact"),
    "block": ("Заблокировать бота", "Ботты бұғаттау", "Block the bot"),
    "unblock": ("Разблокировать", "Бұғаттан шығару", "Unblock"),
    "blocked": (
        "Бот заблокирован и не может вам писать.",
        "Бот бұғатталған, сізге жаза алмайды.",
        "The bot is blocked.",
    ),
    "change": ("Войти другим человеком", "Басқа адам болып кіру", "Be somebody else"),
    "menu": ("Меню", "Мәзір", "Menu"),
    "typing": ("печатает…", "жазып жатыр…", "is typing…"),
    "edited": ("изменено", "өзгертілді", "edited"),
    "file": ("Файл", "Файл", "File"),
    "offline": (
        "Связь прервалась, пробую снова…",
        "Байланыс үзілді, қайта көріп жатырмын…",
        "The line is down, trying again…",
    ),
    "no_bot": (
        "Бота с таким именем здесь ещё нет. Он появится, как только его подключат (первый вызов getMe или setWebhook).",
        "Мұндай атты бот әлі жоқ. Ол қосылған бойда пайда болады (getMe немесе setWebhook алғашқы шақыруы).",
        "There is no bot of this name yet. It appears once it is connected (its first call of getMe or setWebhook).",
    ),
    "bots": ("Боты", "Боттар", "Bots"),
    "no_bots": ("Ещё ни один бот не подключён.", "Әлі бірде-бір бот қосылмаған.", "No bot is connected yet."),
    "nothing": ("Такой страницы нет.", "Мұндай бет жоқ.", "There is no such page."),
    "language": ("Язык", "Тіл", "Language"),
}


def word(name: str, language: str) -> str:
    """A word of the page in ru, kk or en."""
    return _WORDS[name][LANGUAGES.index(language)]
