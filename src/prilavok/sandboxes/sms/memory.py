"""What the sandbox of SMS remembers: accounts, phones, what was sent to them and what they answered."""

import re
import time

import msgspec

from prilavok.sandboxes.sms.texts import parts_of

MOST_PHONES, MOST_SENT, MOST_ACCOUNTS = 20_000, 10_000, 50
SMSC, MOBIZON = "smsc", "mobizon"
#: hundredths of a rouble and of a tenge: what an account begins with, and what a part costs
BEGINS = {SMSC: 100_000, MOBIZON: 500_000}
PRICES = {SMSC: 250, MOBIZON: 1_800}
#: how a message ended, or that it did not yet
WAITING, DELIVERED, EXPIRED, GONE, BARRED = "waiting", "delivered", "expired", "gone", "barred"


class Impossible(Exception):
    """What a phone would not let happen, by its code."""


class Account(msgspec.Struct):
    """One login of a provider. psw: "" where it comes by a key. balance: hundredths. hook: where it is told, secret:
    by which Mobizon signs that.
    """

    provider: str
    name: str
    psw: str = ""
    balance: int = 0
    blocked: bool = False
    hook: str = ""
    secret: str = ""


class Sent(msgspec.Struct):
    """One message to one phone. number: of all there are; id: as its provider knows it. at: unix seconds.

    campaign: Mobizon's number of its sending.
    """

    number: int
    provider: str
    account: str
    id: str
    phone: str
    text: str
    sender: str
    parts: int
    at: float
    until: float
    state: str = WAITING
    changed_at: float = 0.0
    campaign: int = 0


class Answered(msgspec.Struct):
    """What a phone answered, and to which message."""

    id: int
    account: str
    phone: str
    text: str
    to: str
    about: str
    at: float


class Phone(msgspec.Struct):
    """A phone by its number without a plus. state: on, off, gone, barred. late: seconds."""

    number: str
    state: str = "on"
    late: float = 0.0


class Memory(msgspec.Struct):
    """Everything, as it lies in the file."""

    accounts: list[Account] = msgspec.field(default_factory=list)
    phones: dict[str, Phone] = msgspec.field(default_factory=dict)
    sent: list[Sent] = msgspec.field(default_factory=list)
    answers: list[Answered] = msgspec.field(default_factory=list)
    last: int = 1_000

    def account(self, provider: str, name: str, psw: str = "") -> Account | None:
        """Of this name and password; a new one joins. None where the password is another, or no more join."""
        known = next((one for one in self.accounts if (one.provider, one.name) == (provider, name)), None)
        if known is not None:
            return known if known.psw == psw else None
        if len(self.accounts) >= MOST_ACCOUNTS:
            return None
        self.accounts.append(Account(provider, name, psw, BEGINS[provider]))
        return self.accounts[-1]

    def hooked(self, provider: str, name: str) -> Account | None:
        """The account of this name, where it is told of what happens."""
        return next((one for one in self.accounts if (one.provider, one.name) == (provider, name) and one.hook), None)

    def phone(self, number: str) -> Phone:
        """The phone of a number; everybody has one."""
        if number not in self.phones and len(self.phones) >= MOST_PHONES:
            self.phones.pop(next(iter(self.phones)))
        return self.phones.setdefault(number, Phone(number))

    def send(self, account: Account, phone: str, text: str, *, sender: str, lives: float, name: str) -> Sent:
        """Take a message to be carried, and its price. lives: seconds; name: the client's own id, "" for none."""
        now, number, parts = time.time(), self.next_number(), parts_of(text)
        account.balance -= PRICES[account.provider] * parts
        made = Sent(
            number,
            account.provider,
            account.name,
            name or str(number),
            phone,
            text,
            sender,
            parts,
            now,
            now + lives,
            changed_at=now,
        )
        self.phone(phone)
        self.sent.append(made)
        del self.sent[:-MOST_SENT]
        return made

    def answer(self, phone: str, text: str) -> Answered:
        """A phone writes back to who wrote last by SMSC. Raises Impossible."""
        came = [one for one in self.sent if one.phone == phone and one.state == DELIVERED]
        if not came:
            raise Impossible("nobody_wrote")
        last = max((one for one in came if one.provider == SMSC), key=lambda one: one.number, default=None)
        if last is None:
            raise Impossible("one_way")
        made = Answered(self.next_number(), last.account, phone, text, last.sender or "SMSC.RU", last.id, time.time())
        self.answers.append(made)
        del self.answers[:-MOST_SENT]
        return made

    def find(self, account: Account, name: str, phone: str = "") -> Sent | None:
        """The latest of this account under this id, and to this phone where one is named."""
        mine = (one for one in reversed(self.sent) if (one.provider, one.account) == (account.provider, account.name))
        return next((one for one in mine if one.id == name and phone in {"", one.phone}), None)

    def next_number(self) -> int:
        """The next in all that is counted here."""
        self.last += 1
        return self.last


def digits(text: str, most: int = 9) -> bool:
    """Whether it is a whole number of at most so many digits."""
    return 0 < len(text) <= most and text.isascii() and text.isdigit()


def number_of(text: str) -> str:
    """A number as it is dialled, without the plus; "" where it is none. Ten digits are Russian, an 8 in front a 7."""
    plain = re.sub(r"[\s()\-]", "", text)
    if re.fullmatch(r"\+[1-9][0-9]{9,14}", plain):
        return plain[1:]
    if re.fullmatch(r"9[0-9]{9}", plain):
        return f"7{plain}"
    if re.fullmatch(r"8[0-9]{10}", plain):
        return f"7{plain[1:]}"
    return plain if re.fullmatch(r"[1-9][0-9]{9,14}", plain) else ""
