import type { AppWords } from '../apps-words.ts'

export const apps: AppWords = {
  scopes: {
    openid: 'Wissen, wer Sie sind',
    profile: 'Ihren Namen und Ihre Sprache sehen',
    email: 'Ihre E-Mail-Adresse sehen',
    offline_access: 'Angemeldet bleiben, während Sie weg sind',
  },
  consent: {
    title: 'Darf {name} Ihr Konto nutzen?',
    from: 'Sie kommen danach zurück zu {host}.',
    here: 'Die App läuft auf diesem Gerät.',
    since: 'Hier registriert am {date}.',
    may: 'Die App kann dann:',
    allow: 'Erlauben',
    refuse: 'Jetzt nicht',
    later: 'Unter Apps in Ihrem Konto können Sie das zurücknehmen.',
  },
  go: {
    title: 'Weiter zu {name}?',
    text: 'Gehen Sie nur weiter, wenn Sie die App gerade selbst geöffnet haben.',
    press: 'Weiter zu {name}',
  },
  choose: {
    title: 'Konto für {name} wählen',
    press: 'Weiter als {email}',
    other: 'Ein anderes Konto verwenden',
  },
  back: {
    title: 'Zurück zu {name}',
    text: 'Dort ist alles bereit.',
    press: '{name} öffnen',
  },
  leaving: {
    title: 'Einen Moment',
    text: 'Es geht weiter zu {name}.',
  },
  over: {
    title: 'Diese Anfrage ist vorbei',
    text: 'Gehen Sie zurück zur App und beginnen Sie von vorn.',
  },
  unknown: {
    title: 'Diese App kann Sie nicht anmelden',
    app: 'Die App, von der Sie kommen, ist nicht registriert oder abgeschaltet. Sagen Sie es ihren Betreibern.',
    address:
      'Die App will Sie zu einer Adresse führen, die nicht registriert ist. Sagen Sie es ihren Betreibern.',
  },
  goOn: {
    text: 'Sie kommen von einer App.',
    press: 'Weiter zur App',
  },
}
