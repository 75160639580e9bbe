"""Frequent given names of Russian, Kazakh and Western speakers as `kit.search` folds them: anchors to tell surnames.

A list's own names settle what is not here; here are those that end as surnames do (Karina, Lev) and enough of the
usual ones that lists without a telling surname are read rightly.
"""

GIVEN = frozenset({
    "abai", "abilai", "adilet", "ahmet", "aibek", "aidar", "aidin", "aidos", "aigerim", "aigul", "ainur", "aise",
    "aisha", "aisultan", "aisulu", "aituar", "aizhan", "akerke", "akmaral", "ala", "albina", "aldiar", "aleksandr",
    "aleksandra", "aleksei", "alena", "ali", "alia", "alibek", "alihan", "alina", "alisa", "alisher", "almas", "almat",
    "altinai", "alua", "amanda", "ami", "amina", "amir", "ana", "anastasia", "anatoli", "andrei", "andrev", "angela",
    "angelina", "anthoni", "anton", "antonina", "antonio", "anuar", "anzhela", "arina", "arkadi", "arman", "arsen",
    "artem", "artur", "aruzhan", "asan", "asel", "asem", "aset", "ashat", "ashlei", "asia", "askar", "azamat", "bahit",
    "bahitshan", "bahtiar", "balzhan", "barbara", "bauirzhan", "bekzat", "bekzhan", "berik", "beti", "bolat", "boris",
    "botagoz", "brian", "charles", "charlote", "chloe", "christofer", "damir", "dana", "daniar", "daniel", "danil",
    "danila", "darhan", "daria", "dariga", "daulet", "david", "deborah", "denis", "diana", "dias", "diliara", "dinara",
    "dinmuhamed", "dmitri", "dona", "donald", "duman", "eduard", "edvard", "egor", "ekaterina", "elena", "elizabeth",
    "elizaveta", "elmira", "elvira", "ema", "emili", "emre", "erasil", "erkebulan", "erlan", "ermek", "ernar", "erzhan",
    "eva", "evgeni", "evgenia", "fatima", "fatma", "fedor", "filip", "galim", "galimzhan", "galina", "gauhar", "genadi",
    "george", "georgi", "german", "giovani", "gleb", "grake", "grigori", "gulmira", "gulnara", "gulnaz", "gulsim",
    "gulzhan", "hanah", "hans", "hari", "hasan", "husein", "iakov", "iana", "iaroslav", "iasmin", "igor", "ilia",
    "ilias", "ina", "indira", "inkar", "irina", "iulia", "iuri", "ivan", "kairat", "kamila", "kamshat", "kanat",
    "karen", "karina", "karligash", "karlos", "karol", "kathlen", "keneth", "kenzhe", "kevin", "kimberli", "kira",
    "kiril", "klaus", "konstantin", "kristina", "ksenia", "kuanish", "larisa", "laura", "lazat", "leila", "leonid",
    "lev", "liazat", "lidia", "lili", "lilia", "linda", "lisa", "liubov", "liudmila", "luis", "lukas", "madi", "madina",
    "makpal", "maksat", "maksim", "malika", "marat", "margaret", "margarita", "mari", "maria", "marie", "marina",
    "mario", "mark", "marko", "marlen", "martin", "mathev", "matvei", "medet", "mehmet", "meiram", "meirzhan", "melisa",
    "meruert", "michael", "michele", "mihail", "milana", "miras", "moldir", "muhtar", "murat", "mustafa", "nadezhda",
    "nanki", "natalia", "nazerke", "nazgul", "nazim", "nikita", "nikolai", "nina", "nurbek", "nurgul", "nurlan",
    "nursultan", "nurzhan", "oksana", "oleg", "olesia", "olga", "oliver", "olivia", "olzhas", "paul", "pavel",
    "perizat", "peter", "petr", "piere", "polina", "rahat", "raiana", "raisa", "ramazan", "rauan", "raushan", "rebeka",
    "regina", "richard", "rima", "rinat", "robert", "roman", "roza", "ruslan", "rustam", "sabina", "saiat", "saltanat",
    "samal", "samat", "sandra", "sandugash", "sania", "sanzhar", "sara", "sarah", "saule", "semen", "sergei", "serik",
    "sharon", "shinar", "shingis", "sholpan", "simbat", "sofia", "sofie", "stanislav", "stefanie", "stepan", "steven",
    "sultan", "susan", "svetlana", "taisia", "talgat", "tamara", "tatiana", "temirlan", "thomas", "timofei", "timur",
    "toktar", "tolkin", "tomiris", "uliana", "ulzhan", "vadim", "valentin", "valentina", "valeri", "valeria", "varvara",
    "vasili", "vera", "veronika", "viacheslav", "viktor", "viktoria", "viliam", "vitali", "vladimir", "vladislav",
    "volfgang", "zangar", "zarina", "zaure", "zere", "zhak", "zhames", "zhana", "zhanar", "zhanat", "zhandos", "zhanel",
    "zhanibek", "zhansaia", "zhasulan", "zhazira", "zhenifer", "zhesika", "zhohn", "zhose", "zhosef", "zhoshua",
    "zhuan", "zhuldiz", "zhulia", "zinaida", "zoia",
})  # fmt: skip
