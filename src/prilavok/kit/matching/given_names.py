"""Frequent given names of Russian and Kazakh speakers, as `kit.search` folds them: anchors to tell a surname by.

A list's own names settle what is not here; here are those that end as surnames do (Karina, Lev) and enough of the
usual ones that lists without a telling surname are read rightly.
"""

GIVEN = frozenset({
    "abai", "abilai", "adilet", "ahmet", "aibek", "aidar", "aidin", "aidos", "aigerim", "aigul", "ainur", "aisha",
    "aisultan", "aisulu", "aituar", "aizhan", "akerke", "akmaral", "ala", "albina", "aldiar", "aleksandr",
    "aleksandra", "aleksei", "alena", "alia", "alibek", "alihan", "alina", "alisa", "alisher", "almas", "almat",
    "altinai", "alua", "amina", "amir", "ana", "anastasia", "anatoli", "andrei", "angelina", "anton", "antonina",
    "anuar", "anzhela", "arina", "arkadi", "arman", "arsen", "artem", "artur", "aruzhan", "asan", "asel", "asem",
    "aset", "ashat", "asia", "askar", "azamat", "bahit", "bahitshan", "bahtiar", "balzhan", "bauirzhan", "bekzat",
    "bekzhan", "berik", "bolat", "boris", "botagoz", "damir", "dana", "daniar", "danil", "danila", "darhan", "daria",
    "dariga", "daulet", "denis", "diana", "dias", "diliara", "dinara", "dinmuhamed", "dmitri", "duman", "eduard",
    "egor", "ekaterina", "elena", "elizaveta", "elmira", "elvira", "erasil", "erkebulan", "erlan", "ermek", "ernar",
    "erzhan", "eva", "evgeni", "evgenia", "fatima", "fedor", "filip", "galim", "galimzhan", "galina", "gauhar",
    "genadi", "georgi", "german", "gleb", "grigori", "gulmira", "gulnara", "gulnaz", "gulsim", "gulzhan", "iakov",
    "iana", "iaroslav", "iasmin", "igor", "ilia", "ilias", "ina", "indira", "inkar", "irina", "iulia", "iuri", "ivan",
    "kairat", "kamila", "kamshat", "kanat", "karina", "karligash", "kenzhe", "kira", "kiril", "konstantin",
    "kristina", "ksenia", "kuanish", "larisa", "laura", "lazat", "leila", "leonid", "lev", "liazat", "lidia", "lilia",
    "liubov", "liudmila", "madi", "madina", "makpal", "maksat", "maksim", "malika", "marat", "margarita", "maria",
    "marina", "marlen", "martin", "matvei", "medet", "meiram", "meirzhan", "meruert", "mihail", "milana", "miras",
    "moldir", "muhtar", "murat", "nadezhda", "natalia", "nazerke", "nazgul", "nazim", "nikita", "nikolai", "nina",
    "nurbek", "nurgul", "nurlan", "nursultan", "nurzhan", "oksana", "oleg", "olesia", "olga", "olzhas", "pavel",
    "perizat", "petr", "polina", "rahat", "raiana", "raisa", "ramazan", "rauan", "raushan", "regina", "rima", "rinat",
    "roman", "roza", "ruslan", "rustam", "sabina", "saiat", "saltanat", "samal", "samat", "sandugash", "sania",
    "sanzhar", "sara", "saule", "semen", "sergei", "serik", "shinar", "shingis", "sholpan", "simbat", "sofia",
    "stanislav", "stepan", "sultan", "svetlana", "taisia", "talgat", "tamara", "tatiana", "temirlan", "timofei",
    "timur", "toktar", "tolkin", "tomiris", "uliana", "ulzhan", "vadim", "valentin", "valentina", "valeri", "valeria",
    "varvara", "vasili", "vera", "veronika", "viacheslav", "viktor", "viktoria", "vitali", "vladimir", "vladislav",
    "zangar", "zarina", "zaure", "zere", "zhana", "zhanar", "zhanat", "zhandos", "zhanel", "zhanibek", "zhansaia",
    "zhasulan", "zhazira", "zhuldiz", "zinaida", "zoia",
})  # fmt: skip
