import type { EntryWords } from '../entry-words.ts'

export const entry: EntryWords = {
  or: 'ou',
  code: 'Code',
  strength: ['Faible', 'Moyen', 'Bon', 'Excellent'],
  signIn: {
    title: 'Connectez-vous à {app}',
    press: 'Se connecter',
    byMail: 'Recevoir un code par e‑mail',
    byPasskey: 'Utiliser une clé d’accès',
    forgot: 'Mot de passe oublié ?',
    noAccount: 'Pas encore de compte ?',
    signUp: 'Créer un compte',
    leaving: {
      title: 'Votre session est ouverte',
      text: 'Nous vous redirigeons vers {host}.',
      press: 'Continuer vers {host}',
    },
  },
  signUp: {
    title: 'Créez votre compte {app}',
    lead: 'Saisissez votre adresse e-mail. Nous vous enverrons un code pour la confirmer.',
    press: 'Continuer',
    hasAccount: 'Vous avez déjà un compte ?',
    closed: {
      title: 'Vous ne pouvez pas créer de compte ici',
      text: 'Si vous avez un compte, connectez-vous. Si vous en souhaitez un, adressez-vous aux responsables du service.',
    },
  },
  mailed: {
    text: 'Nous avons envoyé un code et un lien à {email}. Si rien n’arrive, regardez dans vos courriers indésirables.',
    label: 'L’e-mail contient ces deux mots :',
    hint: 'Huit chiffres. Vous pouvez coller le code.',
    press: 'Continuer',
    never: 'Nous ne vous demandons jamais ce code. Ne le partagez avec personne.',
  },
  link: {
    here: {
      title: 'Continuer avec le lien',
      press: 'Se connecter',
    },
    elsewhere: {
      title: 'Connectez-vous sur cet appareil',
      text: 'Saisissez l’adresse à laquelle nous avons envoyé le lien. Ou saisissez le code de l’e-mail là où vous l’avez demandé : c’est alors là que votre session s’ouvrira.',
      press: 'Se connecter',
      wrong: 'Ce n’est pas l’adresse à laquelle nous avons envoyé le lien, ou le lien ne fonctionne plus.',
    },
    notHere: {
      title: 'Continuez là où vous avez commencé',
      text: 'Saisissez le code de l’e-mail là où vous l’avez demandé. Ouvrir ce lien ne connecte personne.',
    },
  },
  welcome: {
    title: 'Bienvenue',
    lead: 'Votre compte est créé. Vous pouvez à tout moment vous connecter avec un code par e-mail. Un mot de passe ou une clé d’accès est plus rapide.',
    firstName: 'Prénom',
    lastName: 'Nom',
    password: 'Mot de passe (facultatif)',
    passkey: 'Ajouter une clé d’accès',
    skip: 'Plus tard',
  },
  secondStep: {
    title: 'Confirmez que c’est bien vous',
    lead: 'Votre compte demande une deuxième étape.',
    totp: 'Code de votre application d’authentification',
    hint: 'Six chiffres. Vous pouvez coller le code.',
    press: 'Continuer',
    byPasskey: 'Utiliser une clé d’accès',
    byRecoveryCode: 'Utiliser un code de secours',
    recoveryCode: 'Code de secours',
    recoveryHint:
      'L’un des codes que vous avez conservés en activant la vérification en deux étapes. Chacun ne fonctionne qu’une fois.',
    byApp: 'Utiliser votre application d’authentification',
    lost: {
      title: 'Le délai est dépassé',
      text: 'Pour votre sécurité, recommencez la connexion depuis le début.',
      press: 'Se reconnecter',
    },
  },
  forgot: {
    lead: 'Saisissez l’adresse e-mail de votre compte. Nous vous enverrons un code et un lien.',
    press: 'Recevoir un code par e‑mail',
    mailed:
      'Si {email} a un compte, un code et un lien sont en route. Regardez aussi dans vos courriers indésirables.',
  },
  deleting: {
    title: 'Votre compte sera supprimé',
    text: 'Vous avez demandé sa suppression. Le {date}, il sera supprimé avec tout son contenu.',
    press: 'Conserver mon compte',
  },
  signOut: {
    title: 'Voulez-vous vous déconnecter ?',
    text: 'Votre session est ouverte avec le compte {email}.',
    press: 'Se déconnecter',
    everywhere: 'Fermer toutes les sessions',
    stay: 'Garder ma session ouverte',
    done: {
      title: 'Votre session est fermée',
      text: 'Si d’autres personnes utilisent cet appareil, fermez la fenêtre.',
    },
  },
  broken: {
    notFound: {
      title: 'Cette page n’existe pas',
      text: 'Vérifiez l’adresse ou repartez de la page d’accueil.',
    },
    refused: {
      title: 'Cette demande a été refusée',
      text: 'Elle ne venait pas de l’une de nos pages. Ouvrez à nouveau la page et réessayez.',
    },
    tooLarge: { title: 'C’est trop long', text: 'Raccourcissez votre texte et envoyez-le à nouveau.' },
    tooMany: { title: 'Trop de demandes', text: 'Patientez une minute, puis réessayez.' },
    unavailable: {
      title: 'Nous ne pouvons pas répondre pour le moment',
      text: 'Rien n’a été modifié. Réessayez dans un instant.',
    },
    failed: {
      title: 'Une erreur s’est produite',
      text: 'Elle vient de chez nous. Rien n’a été modifié. Réessayez.',
    },
    home: 'Aller à la page d’accueil',
  },
}
