"""What people see of the payment page: the page where they pay, in three languages, and the list of the newest."""

import html
import time
from collections.abc import Mapping, Sequence

_HEAD = (
    "<!doctype html><html lang='ru'><meta charset='utf-8'><meta name='viewport' content='width=device-width'>"
    "<title>{title}</title><link rel='icon' href='data:,'><main>"
)
_STATES = {
    "held": "Деньги удержаны · Ақша ұсталды · The money is held",
    "captured": "Оплачено · Төленді · Paid",
    "pending": "Банк ещё думает · Банк әлі жауап берген жоқ · The bank has not answered yet",
    "declined": "Оплата отменена · Төлем тоқтатылды · The payment was given up",
    "cancelled": "Магазин отменил оплату · Дүкен төлемді тоқтатты · The shop has cancelled it",
    "expired": "Время вышло · Уақыты өтті · Its time is over",
    "released": "Деньги свободны · Ақша босатылды · The money is free again",
}
_ACTS = (
    ("pay", "Оплатить · Төлеу · Pay"),
    ("decline", "Банк отказывает · Банк бас тартады · The bank says no"),
    ("give_up", "Отменить · Бас тарту · Give up"),
)


def pay_page(one: Mapping[str, object] | None) -> str:
    """Where a customer pays, or how the payment stands; None: there is no such payment."""
    if one is None:
        return _HEAD.format(title="?") + "<h1>404</h1><p>Такой оплаты нет · Мұндай төлем жоқ · No such payment</main>"
    amount = f"{int(str(one['amount'])) / 100:,.2f} {html.escape(str(one['currency']))}".replace(",", " ")
    head = _HEAD.format(title="Payment (sandbox)") + f"<h1>{amount}</h1><p>{html.escape(str(one['order']))}</p>"
    if one["state"] != "waiting":
        return f"{head}<p role='status'>{_STATES[str(one['state'])]}</p></main>"
    buttons = "".join(f"<p><button name='act' value='{act}'>{words}</button></p>" for act, words in _ACTS)
    return f"{head}<form method='post'>{buttons}</form></main>"


def newest_page(payments: Sequence[Mapping[str, object]]) -> str:
    """The newest payments for whoever tries the shop."""
    head = _HEAD.format(title="Payment page (sandbox)") + "<h1>Payment page (sandbox)</h1>"
    if not payments:
        return f"{head}<p>Nothing is to be paid yet: choose the bank's page in the shop or a QR at the till.</main>"
    columns = ("made_at", "order", "amount", "taken", "currency", "state", "way")
    titles = "".join(f"<th scope='col'>{name.replace('_', ' ')}</th>" for name in (*columns, "link"))
    rows = "".join(
        "<tr>"
        + "".join(f"<td>{html.escape(_shown(name, one[name]))}</td>" for name in columns)
        + f"<td><a href='{html.escape(str(one['link']))}'>open</a></td></tr>"
        for one in payments
    )
    return f"{head}<table><thead><tr>{titles}</thead><tbody>{rows}</tbody></table></main>"


def _shown(name: str, value: object) -> str:
    if name == "made_at":
        return time.strftime("%Y-%m-%d %H:%M:%S UTC", time.gmtime(int(str(value))))
    return "" if value is None else str(value)
