/**
 * Names and words that contain or resemble a swear word and are not one. By the swear word for which a filter
 * could take them.
 */
export const INNOCENT: { [trap: string]: string } = {
  ass: `Assange Assad Assaf Assisi Assumpta Bass Bassett Cassidy Grasso Hass Lassiter Massey Vassar Assen Assam Assiniboia Assateague
    Assekrem Massachusetts Basingstoke Cassowary Ambassador Embassy Assassin Classic Compass Grass Assess Passage Tarrasque`,
  anal: "Analía Analuisa Canal Kanal Banal Analyst Analogue Annals Analekta",
  anus: "Anusha Anuska Hanus Janus Manus Uranus Tetanus Marianus",
  arse: "Arsen Arsène Arsenal Arsenault Marseille Parse Coarse Sparse",
  bastard: "Bastardo Bastarda",
  bitch: "Bitche Bitchfield Bích Bich",
  boob: "Booba Booby Boobyalla",
  cock: `Hancock Hitchcock Babcock Alcock Badcock Glasscock Hiscock Laycock Leacock Peacock Woodcock Cockburn Cockcroft Cocker
    Cockerell Cockermouth Cockfosters Cockpit Cockatoo Cockney Cocktail Cockle Cockerel Shuttlecock`,
  cuck: "Cuckfield Cuckoo",
  cum: "Cumming Cummings Cummins Cumberbatch Cumberland Cumbria Cumbernauld Cumin Cumulus Cucumber Document Circumference",
  cunt: "Scunthorpe Cuntis Kuntz Kunta",
  chink: "Chinkapin Machinko",
  dick: `Dickson Dickinson Dickens Dickerson Dickey Dicke Dickmann Benedick Burdick Riddick Reddick Medick Dickleburgh`,
  dildo: "Dildora Dildorbek",
  dyke: "Dyke Dykes Dykstra Vandyke Wansdyke Dyck",
  fag: "Fagan Fagin Fagerström Fagersta Fagundes Fagioli Faggiano Fagradalsfjall Fagott",
  felch: "Felch Felchner",
  fuck: `Fukuda Fukui Fukuoka Fukushima Fukuyama Fukumoto Fukunaga Fukien Fuk Fu Fuchs Fuksas Fučík Fock Fockink Fackler Feck
    Phuc Phúc Phuket Phukan Nantucket Kentucky Bucket`,
  gasm: "Gasmi Gasmask",
  hooker: "Hooker Hookerton",
  jizz: "Jizzax Jizzakh",
  kike: "Kikelomo Kikerino",
  nigger:
    "Niger Nigeria Nigel Nigella Niggemann Niggemeyer Königgasse Honiggasse Snigger Niggardly Trigger Rigger Гліб Сніг",
  negro: "Montenegro Negroponte Negri Negroni Negrón Negro Rio-Negro Negros",
  orgy: "Georgy Georgi Porgy Orgyia",
  penis: "Penistone Pennis Dennis Peñíscola Penicuik",
  piss: "Pissarro Pissarides",
  porn: "Porntip Pornchai Pornthip Siriporn Supaporn Somporn Thanaporn Pornic",
  prick: "Prickett Pricket",
  pussy: "Pussycat Octopussy Pussyfoot",
  rape: "Raper Rapert Draper Rapeseed Grape Skyscraper Rapinoe Therapist Rapallo Rapper Rapping Râpe Drapeau",
  retard: "Retardant Leotard",
  scat: "Scat Scatman Muscat",
  semen: "Semen Semenov Semenyuk Semenya Basement",
  sex: "Essex Sussex Middlesex Wessex Sexton Sextant Sexbierum",
  shit: `Shittu Shitov Shitara Shitennoji Yamashita Kinoshita Matsushita Harshit Akshit Parikshit Rakshit Rishit Dikshit Nishit
    Shiitake Mishit Ashitaka`,
  slut: "Slutsk Slutsky Slutskaya Absolut",
  spastic: "Spasticity Spassky",
  tit: "Tittmann Titterington Titus Titov Titicaca Titisee Titania Titov Tit Tidies Constitution Appetite",
  turd: "Turda Turdus Turducken Saturday",
  twat: "Twatt Twattle Saltwater",
  vagina: "Vaginov",
  wank: "Wankel Wankhede Wankaner Wankum Swank",
  whore: "Hoare Hore Whorl Horehound",
  others:
    "Clitheroe Lightwater Effingham Wetwang Intercourse Condom Wang Dong Gay Butt Butterworth Weiner Schmuck Horny Muff Sodermalm",
  // Native spellings that look-alike letters or removed marks could turn into English swear words.
  scripts: `Фуксас Фук Сухов Кунц Хуэй Глеб Сумы Шитов Дикушин Κούκος Αναλυτής Φακός 福田 番 宍戸 丹羽 陰部 नीलम हर्षित अनल विश्वास
    สมพร ศิริพร พรทิพย์ محمد حسين فهد אסף דיק 김철수 석식 தமிழ் సీతా অনল Cúm Cùm Cụm Áss Annál`,
};

export const innocentWords = (): string[] => [
  ...new Set(Object.values(INNOCENT).join(" ").trim().split(/\s+/)),
];
