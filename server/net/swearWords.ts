/**
 * English swear words for profanity.ts, drawn from the data set of obscenity (MIT, after words/cuss). That
 * data set finds most of them inside other words too, and so refuses people called Dickson, Fukuda, Harshit
 * or Pornchai. Here most count only as separate words, and inside others only those that occur in no name and
 * no innocent word. Words that are everyday names or words somewhere are left out: dyke, fagot, felch, fu,
 * hooker, negro, scat, semen, sex, tit.
 */

/** Found anywhere, inside other words too. */
export const ANYWHERE = `
  fuck phuck fvck f*ck f#ck f.ck f-ck motherf*cker
  nigger nigga n*gger n*gga faggot f*ggot towelhead porchmonkey chingchong africoon arabush
  cocksuck c*cksuck bigcock bigdick suckmydick dicksuck dickhead d*ckhead dickface dickwad dickpic
  bullshit horseshit dogshit dipshit apeshit batshit jackshit holyshit chickenshit eatshit
  shithead shitface shithole shitlord shitbag shitstain shitpost sh*thead
  asshole assclown asswipe arsehole arsewipe dumbass kissmyass suckmyass
  blowjob handjob h*ndjob rimjob lubejob gangbang g*ngbang fingerbang masturbat m*sturbat deepthroat fellatio
  cumshot cumslut cumdump buttplug pornhub pornstar pornograph childporn sonofabitch sonofbitch bitchass
`;

/** Found as separate words only; their inflections are listed. */
export const WORDS = `
  fck fcking fcked fker fking fkin fkn fuker fuking fukin fuked fukd
  asshat fatass lardass bastard bastards b*stard beaner beaners bestiality
  biatch bitch bitches bitchy bitching bitchboy b*tch b*tches bollock bollocks boob boobs boobies boonga
  chink chinks chinky cock cocks cockhead cockhole c*ck cuck cucks cuckold
  cunt cunts cunty cunting cuntface cuntbag supercunt c*nt c*nts
  dick dicks dickless d*ck d*cks dildo dildos doggystyle ejaculate ejaculated ejaculating ejaculation
  faggy felching fisting hentai incest jerkoff jizz jizzed jizzing kike kikes
  masterbate masterbating masterbation nig nigs orgasm orgasms orgasmic orgy orgies
  penis penises p*nis piss pissed pisses pissing pisser pisshead pissoff porn porno p*rn prick pricks pussy pussies p*ssy
  raghead ragheads rapist rapists retard retards retarded r*tard libtard
  shemale shit shits shity shitty shitter shitting shitted shittin shite shitshow sh*t sh*tty
  slut sluts slutty slutbag sl*t spastic spastics tits titty titties tiddies tranny trannies turd turds
  twat twats tw*t vagina vaginas v*gina wank wanks wanked wanker wankers wanking wankstain wanky w*nker wetback wetbacks
  whore whores whorehouse manwhore wh*re wh*res
`;

/**
 * Found as separate words in plain letters only: with accents they are words of other languages, like the
 * Vietnamese cúm and the French râpe.
 */
export const PLAIN = "anal anus arse arses arsed ass asses cum cums fag fags rape raped rapes raping";

/** Phrases with a space. */
export const PHRASES = [
  "fuk you",
  "fuk u",
  "fuk off",
  "fk you",
  "fk u",
  "fk off",
  "jerk off",
  "double penetration",
];

/**
 * Words in which no swear word counts. Some could be taken for a stretched one: annals, Pennis, rapping,
 * Twatt.
 */
export const INNOCENT = [
  ...["snigger", "niggard", "niggasse", "assess", "annal", "pennis", "twatt", "tidies", "tidied"],
  ...["rappe", "rapping", "moby dick", "cum laude", "-cum-", "chink of light"],
  ...["blue tits", "great tits", "coal tits", "en retard", "du retard", "de retard"],
  ...["cock-a-", "pussy willow", "rape seed", "oilseed rape"],
];
