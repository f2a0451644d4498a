import type { AppWords } from '../apps-words.ts'

export const apps: AppWords = {
  scopes: {
    openid: 'Savoir qui vous êtes',
    profile: 'Voir votre nom et votre langue',
    email: 'Voir votre adresse e-mail',
    offline_access: 'Garder la session ouverte en votre absence',
  },
  consent: {
    title: 'Autoriser {name} à utiliser votre compte ?',
    from: 'Vous reviendrez ensuite sur {host}.',
    here: 'L’application tourne sur cet appareil.',
    since: 'Inscrite ici le {date}.',
    may: 'L’application pourra :',
    allow: 'Autoriser',
    refuse: 'Pas maintenant',
    later: 'Vous pouvez retirer cet accord dans Applications, dans votre compte.',
  },
  go: {
    title: 'Continuer vers {name} ?',
    text: 'Continuez seulement si vous venez de l’ouvrir.',
    press: 'Continuer vers {name}',
  },
  choose: {
    title: 'Choisir un compte pour {name}',
    press: 'Continuer avec {email}',
    other: 'Utiliser un autre compte',
  },
  back: {
    title: 'Retour vers {name}',
    text: 'Tout y est prêt.',
    press: 'Ouvrir {name}',
  },
  leaving: {
    title: 'Un instant',
    text: 'Vous allez vers {name}.',
  },
  over: {
    title: 'Cette demande est terminée',
    text: 'Revenez à l’application et recommencez.',
  },
  unknown: {
    title: 'Cette application ne peut pas ouvrir de session',
    app: 'L’application qui vous a envoyé ici n’est pas inscrite ou est désactivée. Dites-le à ses responsables.',
    address:
      'L’application veut vous envoyer à une adresse qui n’est pas inscrite. Dites-le à ses responsables.',
  },
  goOn: {
    text: 'Vous venez d’une application.',
    press: 'Continuer vers l’application',
  },
}
