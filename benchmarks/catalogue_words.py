"""What the goods of `benchmarks.catalogue` are called: departments, kinds and varieties in Russian, Kazakh, English."""

import random

Told = tuple[str, str, str]


def _told(words: str) -> list[Told]:
    found = []
    for one in words.split("; "):
        ru, kk, en = one.split("|")
        found.append((ru, kk, en))
    return found


#: department, what is sold in it, its varieties
DEPARTMENTS: list[tuple[Told, list[Told], list[Told]]] = [
    (
        ("Молочное", "Сүт өнімдері", "Dairy"),
        _told(
            "Молоко|Сүт|Milk; Йогурт|Йогурт|Yogurt; Кефир|Айран|Kefir; Сметана|Қаймақ|Sour cream; "
            "Творог|Сүзбе|Cottage"
            " cheese; Сыр|Ірімшік|Cheese; Масло сливочное|Сары май|Butter; Мороженое|Балмұздақ|Ice cream"
        ),
        _told(
            "клубника|құлпынай|strawberry; вишня|шие|cherry; ваниль|ваниль|vanilla; шоколад|шоколад|chocolate;"
            " классическое|классикалық|classic; домашнее|үй|home; деревенское|ауыл|village; лёгкое|жеңіл|light"
        ),
    ),
    (
        ("Бакалея", "Бакалея", "Groceries"),
        _told(
            "Гречка|Қарақұмық|Buckwheat; Рис|Күріш|Rice; Макароны|Макарон|Pasta; Мука|Ұн|Flour; Сахар|Қант|Sugar;"
            " Масло подсолнечное|Күнбағыс майы|Sunflower oil; Чай|Шай|Tea; Кофе|Кофе|Coffee"
        ),
        _told(
            "отборный|таңдаулы|select; высший сорт|жоғары сұрып|top grade; длиннозёрный|ұзын дәнді|long grain;"
            " чёрный|қара|black; зелёный|жасыл|green; с чабрецом|жебір қосылған|with thyme; экстра|экстра|extra;"
            " цельнозерновой|тұтас дәнді|wholegrain"
        ),
    ),
    (
        ("Напитки", "Сусындар", "Drinks"),
        _told(
            "Вода|Су|Water; Сок|Шырын|Juice; Лимонад|Лимонад|Lemonade; Квас|Квас|Kvass; Морс|Морс|Fruit drink;"
            " Нектар|Нектар|Nectar; Кумыс|Қымыз|Kumis; Энергетик|Қуат сусыны|Energy drink"
        ),
        _told(
            "яблоко|алма|apple; апельсин|апельсин|orange; гранат|анар|pomegranate; персик|шабдалы|peach; "
            "лимон|лимон|lemon;"
            " без газа|газсыз|still; газированный|газдалған|sparkling; тропический|тропикалық|tropical"
        ),
    ),
    (
        ("Сладости", "Тәттілер", "Sweets"),
        _told(
            "Печенье|Печенье|Biscuits; Конфеты|Кәмпит|Sweets; Вафли|Вафли|Wafers; Зефир|Зефир|Marshmallow; "
            "Халва|Халуа|Halva;"
            " Пряники|Пряник|Gingerbread; Шоколадка|Шоколад|Chocolate bar; Мармелад|Мармелад|Fruit jellies"
        ),
        _told(
            "с орехом|жаңғақ қосылған|with nuts; с изюмом|мейіз қосылған|with raisins; молочный|сүтті|milk; "
            "тёмный|қою|dark;"
            " карамель|карамель|caramel; кокос|кокос|coconut; мёд|бал|honey; кунжут|күнжіт|sesame"
        ),
    ),
    (
        ("Красота", "Сұлулық", "Beauty"),
        _told(
            "Шампунь|Сусабын|Shampoo; Бальзам|Бальзам|Conditioner; Гель для душа|Душ гелі|Shower gel; "
            "Крем|Крем|Cream;"
            " Мыло|Сабын|Soap; Зубная паста|Тіс пастасы|Toothpaste; Дезодорант|Дезодорант|Deodorant; "
            "Помада|Далап|Lipstick"
        ),
        _told(
            "ромашка|түймедақ|camomile; алоэ|алоэ|aloe; лаванда|лаванда|lavender; "
            "для сухой кожи|құрғақ теріге|dry skin;"
            " мятный|жалбызды|mint; восстановление|қалпына келтіру|repair; детский|балаларға|kids; "
            "с углём|көмір|charcoal"
        ),
    ),
    (
        ("Дом", "Үй", "Home"),
        _told(
            "Порошок стиральный|Кір жуғыш ұнтақ|Washing powder; Салфетки|Майлық|Napkins; "
            "Полотенце|Сүлгі|Towel; Кастрюля|Кәстрөл|Pot;"
            " Сковорода|Таба|Pan; Тарелка|Тәрелке|Plate; Чайник|Шәйнек|Kettle; Свеча|Шам|Candle"
        ),
        _told(
            "белый|ақ|white; синий|көк|blue; бежевый|сарғыш|beige; морская свежесть|теңіз балғындығы|sea fresh;"
            " хлопок|мақта|cotton; стеклянный|шыны|glass; стальной|болат|steel; праздничный|мерекелік|festive"
        ),
    ),
    (
        ("Одежда", "Киім", "Clothes"),
        _told(
            "Футболка|Футболка|T-shirt; Рубашка|Көйлек|Shirt; Джинсы|Джинсы|Jeans; "
            "Платье|Әйел көйлегі|Dress; Куртка|Күртеше|Jacket;"
            " Носки|Шұлық|Socks; Шапка|Бөрік|Hat; Кроссовки|Кроссовка|Trainers"
        ),
        _told(
            "чёрный|қара|black; белый|ақ|white; бордовый|күрең|burgundy; хаки|хаки|khaki; серый меланж|сұр|grey;"
            " в полоску|жолақты|striped; утеплённый|жылы|warm; оверсайз|кең|oversize"
        ),
    ),
    (
        ("Детям", "Балаларға", "Children"),
        _told(
            "Подгузники|Жөргек|Nappies; Пюре|Езбе|Puree; Каша|Ботқа|Porridge; "
            "Конструктор|Құрастырғыш|Building kit; Кукла|Қуыршақ|Doll;"
            " Пазл|Жұмбақ сурет|Puzzle; Коляска|Арба|Pram; Раскраска|Бояу кітабы|Colouring book"
        ),
        _told(
            "груша|алмұрт|pear; тыква|асқабақ|pumpkin; космос|ғарыш|space; динозавры|динозаврлар|dinosaurs; "
            "для девочек|қыздарға|girls;"
            " для мальчиков|ұлдарға|boys; ночные|түнгі|night; первые слова|алғашқы сөздер|first words"
        ),
    ),
    (
        ("Электроника", "Электроника", "Electronics"),
        _told(
            "Наушники|Құлаққап|Headphones; Телефон|Телефон|Phone; Ноутбук|Ноутбук|Laptop; "
            "Зарядка|Қуаттағыш|Charger; Кабель|Кабель|Cable;"
            " Колонка|Үндеткіш|Speaker; Часы умные|Ақылды сағат|Smart watch; Клавиатура|Пернетақта|Keyboard"
        ),
        _told(
            "беспроводной|сымсыз|wireless; игровой|ойын|gaming; компактный|шағын|compact; "
            "графит|графит|graphite; серебро|күміс|silver;"
            " быстрый|жылдам|fast; туристический|саяхат|travel; офисный|кеңсе|office"
        ),
    ),
    (
        ("Инструмент", "Құрал", "Tools"),
        _told(
            "Дрель|Бұрғы|Drill; Молоток|Балға|Hammer; Отвёртка|Бұрауыш|Screwdriver; "
            "Шуруповёрт|Бұрандакілт|Cordless driver; Пила|Ара|Saw;"
            " Краска|Бояу|Paint; Лампа|Лампа|Lamp; Удлинитель|Ұзартқыш|Extension lead"
        ),
        _told(
            "аккумуляторный|аккумуляторлы|cordless; ударный|соққылы|impact; матовый|күңгірт|matt; "
            "тёплый свет|жылы жарық|warm light;"
            " профессиональный|кәсіби|professional; складной|жиналмалы|folding; набор|жиынтық|set; "
            "по бетону|бетонға|for concrete"
        ),
    ),
    (
        ("Животным", "Жануарларға", "Pets"),
        _told(
            "Корм для кошек|Мысық жемі|Cat food; Корм для собак|Ит жемі|Dog food; "
            "Лакомство|Тәтті жем|Treats; Наполнитель|Толтырғыш|Litter;"
            " Ошейник|Қарғыбау|Collar; Миска|Тостаған|Bowl; Игрушка мышь|Ойыншық тышқан|Toy mouse; "
            "Переноска|Тасымал себеті|Carrier"
        ),
        _told(
            "курица|тауық|chicken; говядина|сиыр еті|beef; лосось|албырт|salmon; кролик|қоян|rabbit; "
            "для котят|марғауларға|kittens;"
            " для щенков|күшіктерге|puppies; стерилизованным|зарарсыздандырылған|sterilised; крупный|ірі|large"
        ),
    ),
    (
        ("Канцелярия", "Кеңсе тауарлары", "Stationery"),
        _told(
            "Тетрадь|Дәптер|Notebook; Ручка|Қалам|Pen; Карандаш|Қарындаш|Pencil; Маркер|Маркер|Marker; "
            "Папка|Папка|Folder;"
            " Бумага|Қағаз|Paper; Клей|Желім|Glue; Пенал|Қаламсауыт|Pencil case"
        ),
        _told(
            "клетка|торкөз|squared; линейка|сызықты|ruled; гелевый|гельді|gel; цветной|түрлі түсті|coloured; "
            "офисный|кеңсе|office;"
            " школьный|мектеп|school; плотный|тығыз|thick; неон|неон|neon"
        ),
    ),
]


def _listed(words: str) -> list[str]:
    return words.split(";")


SIZES = _listed("100 г;250 г;400 г;500 г;800 г;1 кг;0,5 л;1 л;1,5 л;2 шт;6 шт;10 шт;24 шт;S;M;L;XL;XXL")
_BEGINS = {
    "latin": _listed("Nor;Vel;Kar;Lum;Bri;Fen;Sol;Tec;Hag;Mir;Dox;Zen;Alp;Bel;Cor"),
    "ru": _listed("Мил;Снеж;Добр;Луг;Вкус;Рад;Крас;Бор;Свет;Тих;Ясн;Пол;Град;Лад;Верх"),
    "kk": _listed("Ақ;Көк;Нұр;Алтын;Дала;Бек;Жұл;Сән;Құн;Өрн;Мұз;Бал;Арай;Тұм;Шаң"),
}
_ENDS = {
    "latin": _listed("wick;dale;ton;ex;ora;ino;ett;ways;mann;berg;is;us;line;well;max"),
    "ru": _listed("ово;ица;ель;инка;ушка;ара;ень;ино;ская;бережье;ок;ода;авка;инский;ополь"),
    "kk": _listed("бұлақ;дәм;шын;жар;лы;жан;сай;ай;ат;тау;дала;нәр;құт;ер;ем"),
}
_MIDDLES = {"latin": ["", "a", "el", "or"], "ru": ["", "ов", "ен", "ас"], "kk": ["", "ын", "ер", "ағ"]}


def brands(many: int) -> list[str]:
    """So many brands at most, half Latin, a third Russian, the rest Kazakh; of the first the shop has most."""
    draw = random.Random(11)
    made = {
        kind: sorted({a + m + b for a in _BEGINS[kind] for m in _MIDDLES[kind] for b in _ENDS[kind]})
        for kind in _BEGINS
    }
    shares = (("latin", many // 2), ("ru", many // 3), ("kk", many - many // 2 - many // 3))
    found = [one for kind, share in shares for one in draw.sample(made[kind], min(share, len(made[kind])))]
    draw.shuffle(found)
    return found
