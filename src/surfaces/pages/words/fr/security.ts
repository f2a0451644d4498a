import type { SecurityWords } from '../security-words.ts'

export const security: SecurityWords = {
  lead: 'Vos moyens de connexion et ce qui protège votre compte.',
  done: {
    password: 'Votre mot de passe a été enregistré. Toutes les autres sessions ont été fermées.',
    passkey: 'Votre clé d’accès a été ajoutée.',
    passkey_renamed: 'Votre clé d’accès a un nouveau nom.',
    passkey_removed: 'La clé d’accès a été supprimée.',
    app_removed: 'L’application d’authentification a été supprimée.',
    second_step_on: 'La vérification en deux étapes est activée. Toutes les autres sessions ont été fermées.',
    second_step_off: 'La vérification en deux étapes est désactivée.',
    mail_on: 'Vous pouvez de nouveau vous connecter avec un code par e-mail.',
    mail_off: 'Plus personne ne peut se connecter avec un code par e-mail.',
  },
  confirm: {
    title: 'Confirmez que c’est bien vous',
    text: 'Avant toute modification ici, confirmez que c’est bien vous. La confirmation est valable dix minutes.',
    press: 'Confirmer que c’est bien moi',
  },
  demanded: {
    title: 'La vérification en deux étapes est obligatoire',
    text: 'Ajoutez une clé d’accès ou une application d’authentification. D’ici là, une partie de votre compte reste inaccessible.',
  },
  resetting: {
    title: 'Votre vérification en deux étapes sera réinitialisée',
    text: 'Quelqu’un nous a demandé de supprimer vos clés d’accès et votre application d’authentification demain. Si ce n’était pas vous, déconnectez-vous, puis reconnectez-vous avec votre deuxième étape : cela annule la réinitialisation.',
    textOn:
      'Quelqu’un nous a demandé de supprimer vos clés d’accès et votre application d’authentification le {date}. Si ce n’était pas vous, déconnectez-vous, puis reconnectez-vous avec votre deuxième étape : cela annule la réinitialisation.',
  },
  on: 'Activée',
  off: 'Désactivée',
  password: {
    has: 'Vous avez un mot de passe.',
    hasNone: 'Vous vous connectez sans mot de passe.',
    set: 'Choisir un mot de passe',
    change: 'Changer de mot de passe',
    press: 'Enregistrer le mot de passe',
  },
  passkeys: {
    title: 'Clés d’accès',
    text: 'Connectez-vous avec votre empreinte digitale, votre visage ou le code de verrouillage de votre appareil. Une fausse page ne peut pas voler une clé d’accès.',
    none: {
      title: 'Aucune clé d’accès',
      text: 'Une clé d’accès est plus rapide et plus sûre qu’un mot de passe.',
    },
    movesWithAddress:
      'Les clés d’accès sont liées à l’adresse de ce service. S’il change de domaine, vous devrez les ajouter à nouveau.',
    added: 'Ajoutée le {date}',
    used: 'Dernière utilisation le {date}',
    neverUsed: 'Jamais utilisée',
    name: 'Nom',
    nameHint: 'Pour la reconnaître, par exemple « Ordinateur du travail ».',
    add: 'Ajouter une clé d’accès',
    press: 'Ajouter la clé d’accès',
    edit: 'Renommer ou supprimer',
    rename: 'Enregistrer le nom',
    remove: {
      text: 'Plus personne ne pourra l’utiliser pour se connecter. Supprimez-la aussi sur votre appareil.',
      press: 'Supprimer la clé d’accès',
    },
  },
  app: {
    title: 'Application d’authentification',
    text: 'Une application sur votre téléphone affiche six chiffres, que vous saisissez après votre mot de passe.',
    since: 'Ajoutée le {date}',
    add: {
      title: 'Ajouter une application d’authentification',
      text: 'Toute application de codes à usage unique convient, par exemple 1Password, Google Authenticator ou l’application de mots de passe de votre téléphone.',
      press: 'Ajouter l’application',
    },
    isOther:
      'Ce code est nouveau. Le précédent n’est plus valable : scannez celui-ci et supprimez l’ancienne entrée de votre application.',
    scan: 'Scannez ce code avec votre application.',
    secret: 'Ou saisissez cette clé dans l’application :',
    code: 'Code de l’application',
    hint: 'Six chiffres. L’application en affiche de nouveaux toutes les 30 secondes.',
    confirm: 'Confirmer et activer',
    remove: {
      title: 'Supprimer l’application',
      text: 'Ses codes ne seront plus demandés. S’il ne reste aucun autre moyen de passer la deuxième étape, la vérification en deux étapes sera désactivée elle aussi.',
      press: 'Supprimer l’application',
    },
  },
  secondStep: {
    title: 'Vérification en deux étapes',
    text: 'Après votre mot de passe, un code par e-mail ou un compte associé, nous demandons une clé d’accès ou un code de votre application.',
    turnOn: 'Activer',
    turnOff: {
      title: 'Désactiver',
      text: 'Votre mot de passe, votre messagerie ou un compte associé suffira alors pour se connecter.',
      press: 'Désactiver',
    },
    codesLeft: {
      none: 'Il ne vous reste aucun code de secours.',
      one: 'Il vous reste un code de secours.',
      other: 'Il vous reste {count} codes de secours.',
    },
    newCodes: {
      title: 'Nouveaux codes de secours',
      text: 'Vous recevez dix nouveaux codes. Les anciens cessent de fonctionner.',
      press: 'Créer de nouveaux codes',
    },
  },
  codes: {
    title: 'Conservez vos codes de secours',
    text: 'Si vous perdez votre appareil, chacun de ces codes remplace une fois la deuxième étape. Conservez-les là où vous les trouverez sans cet appareil. Nous ne les affichons que maintenant.',
    name: 'Codes de secours',
    owner: 'Codes de secours du compte {app}',
    file: 'codes-de-secours.txt',
    copy: 'Copier',
    copied: 'Copié',
    download: 'Télécharger',
    print: 'Imprimer',
    kept: 'J’ai conservé mes codes',
  },
  mail: {
    title: 'Connexion par e‑mail',
    text: 'Un code ou un lien reçu par e-mail permet de se connecter. Désactivez cette connexion si d’autres personnes peuvent lire vos e-mails.',
    turnOn: 'Activer',
    turnOff: {
      title: 'Désactiver',
      text: 'Pour vous connecter, il vous faudra alors votre mot de passe ou une clé d’accès.',
      press: 'Désactiver',
    },
  },
}
