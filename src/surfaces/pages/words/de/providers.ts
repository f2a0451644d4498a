import type { ProviderWords } from '../provider-words.ts'

export const providers: ProviderWords = {
  with: 'Weiter mit {provider}',
  refusals: {
    cancelled: {
      title: 'Abgebrochen',
      text: 'Sie haben nicht mit {provider} weitergemacht. Es wurde nichts geändert. Versuchen Sie es noch einmal oder wählen Sie einen anderen Weg.',
    },
    refused: {
      title: 'Das hat nicht funktioniert',
      text: '{provider} hat nicht bestätigt, wer Sie sind. Versuchen Sie es noch einmal oder wählen Sie einen anderen Weg.',
    },
    down: {
      title: 'Der andere Dienst antwortet nicht',
      text: '{provider} ist zurzeit nicht erreichbar. Versuchen Sie es in einigen Minuten noch einmal. Die anderen Anmeldemethoden funktionieren weiterhin.',
    },
    lost: {
      title: 'Beginnen Sie noch einmal',
      text: 'Sie haben mit {provider} in einem anderen Browser begonnen, oder es hat zu lange gedauert. Gehen Sie zurück und beginnen Sie von vorn.',
    },
    unusable: {
      title: 'Verwenden Sie eine andere Anmeldemethode',
      text: 'In diesem Konto können Sie sich nicht mit {provider} anmelden.',
    },
    closed: {
      title: 'Hier können Sie kein Konto erstellen',
      text: 'Dieses Konto bei {provider} ist hier mit keinem Konto verbunden. Wenn Sie hier eines haben, melden Sie sich auf einem anderen Weg an und verbinden Sie {provider} unter Sicherheit.',
    },
  },
  again: 'Zurück zur Anmeldung',
  known: {
    title: 'Sie haben schon ein Konto',
    text: 'Zu {email} gibt es hier schon ein Konto. Melden Sie sich einmal darin an, um {provider} zu verbinden. Danach können Sie sich mit {provider} anmelden.',
    press: 'Anmelden',
    other: 'Einen anderen Weg wählen',
  },
  prove: {
    title: 'Bestätigen Sie Ihre E‑Mail-Adresse',
    text: '{provider} hat uns die Adresse {email} genannt. Wir senden Ihnen einen Code, mit dem Sie bestätigen, dass sie Ihnen gehört.',
    noAddress:
      '{provider} hat uns keine E-Mail-Adresse genannt. Geben Sie Ihre Adresse ein. Wir senden Ihnen einen Code, mit dem Sie sie bestätigen.',
    press: 'Code per E‑Mail senden',
  },
  connect: {
    title: '{provider} verbinden?',
    lead: 'Mit dem Konto {identity} bei {provider} kann man sich dann im Konto {email} anmelden.',
    leadNameless: 'Mit Ihrem Konto bei {provider} kann man sich dann im Konto {email} anmelden.',
    warning: 'Verbinden Sie nur ein Konto, das Ihnen gehört: Wer es verwendet, kann sich auch hier anmelden.',
    press: 'Verbinden',
    refuse: 'Jetzt nicht',
    taken: {
      title: 'Mit einem anderen Konto verbunden',
      text: 'Dieses Konto bei {provider} ist hier mit einem anderen Konto verbunden. Trennen Sie dort zuerst die Verbindung.',
    },
    over: {
      title: 'Diese Anfrage ist vorbei',
      text: 'Sie ist zu alt oder wurde schon verwendet. Beginnen Sie unter Sicherheit in Ihrem Konto von vorn.',
    },
    otherAccount: {
      title: 'Sie sind mit einem anderen Konto angemeldet',
      text: 'Diese Anfrage gehört zu einem anderen Konto. Melden Sie sich zuerst in diesem Konto an.',
    },
  },
  panel: {
    title: 'Verbundene Konten',
    text: 'Melden Sie sich mit einem Konto an, das Sie bei einem anderen Dienst haben.',
    none: {
      title: 'Noch keine verbundenen Konten',
      text: 'Verbinden Sie eines, um sich ohne Passwort anzumelden.',
    },
    connect: '{provider} verbinden',
    disconnect: {
      press: 'Trennen',
      label: 'Verbindung mit {provider} trennen',
    },
    connected: 'Verbunden am {date}',
    used: 'Zuletzt verwendet am {date}',
    neverUsed: 'Noch nie verwendet',
    notOffered: '{provider} wird hier nicht mehr angeboten. Eine Anmeldung damit ist nicht mehr möglich.',
    done: {
      connected: 'Das Konto ist verbunden. Sie können sich jetzt damit anmelden.',
      disconnected: 'Die Verbindung ist getrennt.',
    },
    last: 'Das ist Ihre letzte Anmeldemethode. Legen Sie zuerst ein Passwort fest oder fügen Sie einen Passkey hinzu.',
  },
}
