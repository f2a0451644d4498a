import type { Language } from '../../src/core/language.ts'

type Sayings = {
  /** From where, with what and when, of `FACTS` in mail-facts.ts; and the same where only the time is known. */
  origin: RegExp
  moment: RegExp
  /** An article before the name of the app, or what melts into one. */
  article: RegExp
  /** How long a code is valid, and a link. */
  minutes: string
  link: RegExp
  /** Of a link that is valid for six and a half hours. */
  halfHour: string
  keepSecret: RegExp
  /** What to do if it was somebody else speaks to the reader, or says what was not to happen. */
  notYou: RegExp
  /** The word for signing in, and words for the same thing, or of another variety, that are not ours. */
  signIn: RegExp
  notOurs: RegExp
}

/** What the mails of each language have in common, as one who reads it would check it. */
export const SAYINGS: Record<Language, Sayings> = {
  en: {
    origin: / Nov 25, 22:17 UTC from Safari on iPhone near Austin, US\.\n/,
    moment: /Nov 25, 22:17 UTC\.$/,
    article: /\ban? Postern\b/i,
    minutes: '10 minutes',
    link: /link (?:expires )?in (?:10 minutes|60 minutes|24 hours|7 days)\b/,
    halfHour: 'the link in 6.5 hours.',
    keepSecret: /not share/,
    notYou: /\byou\b|meant/,
    signIn: /sign(?:s|ed|ing)? in\b/,
    notOurs: /\blog(?:ged|ging)?[ -]?(?:in|out|off)\b/i,
  },
  es: {
    origin: / el 25 de noviembre a las 22:17 UTC desde Safari en iPhone, cerca de Austin, EE\. UU\.\n/,
    moment: /25 de noviembre a las 22:17 UTC\.$/,
    article: /\b(?:una?|el|la|del|al) Postern\b/i,
    minutes: '10 minutos',
    link: /enlace,? (?:caduca )?en (?:10 minutos|60 minutos|24 horas|7 días)\b/,
    halfHour: 'el enlace, en 6,5 horas.',
    keepSecret: /compartas/,
    notYou: /tú|debía/,
    signIn: /iniciar sesión/,
    notOurs: /(?<!\p{L})(?:entr(?:a[rsn]?|ado|ó|es?|o)|acced\p{L}*|log-?in|usted|ustedes)(?!\p{L})/giu,
  },
  de: {
    origin: / am 25\. November um 22:17 UTC mit Safari auf iPhone, in der Nähe von Austin, USA\.\n/,
    moment: /am 25\. November um 22:17 UTC\.$/,
    article: /\b(?:eine?[mnrs]?|der|die|das|dem|den|des|vom|zum|beim) Postern\b/i,
    minutes: '10 Minuten gültig',
    link: /Link (?:ist )?(?:10 Minuten|60 Minuten|24 Stunden|7 Tage)(?: gültig)?[. ]/,
    halfHour: 'der Link 6,5 Stunden.',
    keepSecret: /niemanden weiter/,
    notYou: /\bSie\b|sollte/,
    signIn: /anmelden/,
    notOurs:
      /(?<!\p{L})(?:log-?in|einlogg\p{L}*|eingeloggt|ausgeloggt|kennwort|account|du|dich|dein\p{L}*)(?!\p{L})/giu,
  },
  fr: {
    origin:
      / le 25 novembre à 22:17 UTC depuis Safari sur iPhone \(lieu approximatif\u202f: Austin, États-Unis\)\.\n/,
    moment: /le 25 novembre à 22:17 UTC\.$/,
    article: /(?<!\p{L})(?:une?|le|la|les|de|du|des|au|aux|que) Postern\b|(?:d|l|qu)’Postern/iu,
    minutes: '10\u00a0minutes',
    link: /lien (?:expire )?dans (?:10|60|24|7)\s(?:minutes|heures|jours)\b/,
    halfHour: 'le lien dans 6,5\u00a0heures.',
    keepSecret: /partagez/,
    notYou: /vous|prévu/,
    signIn: /se connecter/,
    notOurs:
      /(?<![\p{L}\u2011-])(?:log-?in|identifiez|authentifiez|courriel|mail|email|tu|te|ton|tes)(?!\p{L})/giu,
  },
  pt: {
    origin: / em 25 de novembro às 22:17 UTC pelo Safari no iPhone, perto de Austin, EUA\.\n/,
    moment: /em 25 de novembro às 22:17 UTC\.$/,
    article: /(?<!\p{L})(?:uma?|[oa]s?|d[oa]s?|n[oa]s?|pel[oa]|à|ao) Postern\b/iu,
    minutes: '10 minutos',
    link: /link,? (?:expira )?em (?:10 minutos|60 minutos|24 horas|7 dias)\b/,
    halfHour: 'o link, em 6,5 horas.',
    keepSecret: /compartilhe/,
    notYou: /você|deveria/,
    signIn: /entrar/,
    // The second half is how Portugal says it.
    notOurs:
      /(?<!\p{L})(?:acessar|logar|logado|email|tu|teu|tua|palavra-passe|utilizador\p{L}*|iniciar sessão|ligação|registo|contacto)(?!\p{L})/giu,
  },
}
