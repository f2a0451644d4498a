import type { Words } from './words.ts'

export const fr: Words = {
  failed: 'Une erreur s’est produite. Vérifiez votre connexion Internet et réessayez.',
  tooMany: 'Trop de tentatives. Patientez quelques minutes, puis réessayez.',
  missing: 'Remplissez ce champ.',
  show: 'Afficher',
  hide: 'Masquer',
  backTo: 'Retour à {app}',
  closePage: 'Vous pouvez fermer cette page.',
  terms: 'Conditions d’utilisation',
  privacy: 'Confidentialité',
  support: 'Contacter l’assistance',
  language: 'Langue',
  summary: 'Vérifiez les points suivants :',
  human: {
    required: 'Confirmez que vous êtes un être humain, puis envoyez à nouveau le formulaire.',
    unscripted: 'Ceci nécessite JavaScript. Activez-le, puis envoyez à nouveau le formulaire.',
  },
  link: {
    label: 'Lien de l’e-mail',
    hint: 'Copiez le lien complet dans l’e-mail et collez-le ici.',
    notAllowed: 'Ce n’est pas le lien complet. Copiez-le de nouveau dans l’e-mail, du début à la fin.',
  },
  email: {
    label: 'Adresse e-mail',
    notAnEmail: 'Saisissez une adresse e-mail, par exemple ada@example.com.',
  },
  password: {
    label: 'Mot de passe',
    new: 'Nouveau mot de passe',
    hint: 'Au moins {least} caractères. Quelques mots sans rapport entre eux conviennent bien.',
    tooShort: 'Utilisez au moins {least} caractères.',
    tooLong: 'Utilisez moins de caractères.',
    tooCommon: 'Ce mot de passe est trop courant. Choisissez-en un plus difficile à deviner.',
    breached:
      'Ce mot de passe a été exposé dans une fuite de données. Choisissez-en un que vous n’avez jamais utilisé.',
    tooPersonal:
      'Ce mot de passe ressemble trop à votre adresse e-mail ou à notre nom. Choisissez-en un autre.',
    notAllowed: 'Ce mot de passe ne peut pas être utilisé. Choisissez-en un autre.',
  },
  secondStep: {
    label: 'Deuxième étape',
    hint: 'La vérification en deux étapes est activée pour votre compte. Saisissez le code de votre application d’authentification ou un code de secours.',
    wrong:
      'Ce code est incorrect ou a déjà été utilisé. Attendez le suivant ou saisissez un code de secours.',
    byPasskey: 'Utiliser une clé d’accès',
  },
  reset: {
    title: 'Choisissez un nouveau mot de passe',
    explain: 'Toutes vos sessions seront fermées.',
    press: 'Enregistrer le mot de passe',
    broken: {
      title: 'Ce lien ne fonctionne plus',
      text: 'Il a expiré, a déjà été utilisé ou a été remplacé par un lien plus récent.',
    },
    newLink: 'Demander un nouveau lien',
    done: {
      title: 'Votre mot de passe a été modifié',
      text: 'Toutes vos sessions ont été fermées. Connectez-vous avec votre nouveau mot de passe.',
    },
    ask: {
      title: 'Réinitialisez votre mot de passe',
      explain:
        'Saisissez l’adresse e-mail de votre compte. Nous vous enverrons un lien pour choisir un nouveau mot de passe.',
      press: 'Recevoir un lien',
      asked: {
        title: 'Consultez vos e‑mails',
        text: 'Si cette adresse a un compte, vous recevrez un lien pour choisir un nouveau mot de passe. Si rien n’arrive d’ici quelques minutes, regardez dans vos courriers indésirables.',
      },
      again: 'Utiliser une autre adresse',
    },
  },
  verify: {
    title: 'Confirmez votre adresse e‑mail',
    explain: 'Saisissez le mot de passe que vous avez choisi pour votre compte.',
    press: 'Confirmer l’adresse',
    wrongPassword:
      'Ce n’est pas le mot de passe du compte. Si vous n’avez pas créé le compte, choisissez l’option correspondante ci-dessous.',
    done: {
      title: 'Votre adresse e‑mail est confirmée',
      text: 'Toutes vos sessions ont été fermées. Connectez-vous pour continuer.',
    },
    broken: {
      title: 'Ce lien ne fonctionne plus',
      text: 'Il a expiré, a déjà été utilisé ou a été remplacé par un lien plus récent. Si votre adresse n’est pas encore confirmée, connectez-vous et demandez un nouveau lien.',
    },
    lost: {
      title: 'Ouvrez à nouveau le lien',
      text: 'Cette page a besoin du lien de notre e-mail. Ouvrez l’e-mail et suivez à nouveau le lien.',
    },
    notMine: 'Je n’ai pas créé ce compte',
    takeOver: {
      title: 'Reprendre le compte à votre nom',
      explain:
        'Quelqu’un a utilisé votre adresse e-mail. Vous pouvez garder le compte : il est vide au départ.',
      press: 'Reprendre le compte',
      done: {
        title: 'Le compte est à vous',
        text: 'Personne d’autre ne peut l’utiliser. Connectez-vous avec votre adresse e-mail et votre nouveau mot de passe.',
      },
    },
    remove: {
      title: 'Supprimer le compte',
      explain: 'Nous le supprimons avec tout son contenu.',
      press: 'Supprimer le compte',
      done: {
        title: 'Le compte a été supprimé',
        text: 'Votre adresse e-mail n’est plus utilisée ici.',
      },
    },
    wrongAddress:
      'Saisissez l’adresse à laquelle nous avons envoyé l’e-mail. Si elle est correcte, le lien ne fonctionne plus.',
  },
  keep: {
    title: 'Conservez votre compte',
    explain:
      'Votre compte est sur le point d’être supprimé. Saisissez son adresse e-mail pour le conserver avec tout son contenu.',
    press: 'Conserver le compte',
    wrongAddress:
      'Saisissez l’adresse à laquelle nous avons envoyé l’e-mail. Si elle est correcte, le lien ne fonctionne plus.',
    done: {
      title: 'Votre compte est conservé',
      text: 'Rien n’a été supprimé. Connectez-vous pour continuer. Si vous n’aviez pas demandé sa suppression, choisissez un nouveau mot de passe.',
    },
    lost: {
      title: 'Ouvrez à nouveau le lien',
      text: 'Cette page a besoin du lien de notre e-mail. Ouvrez l’e-mail et suivez à nouveau le lien.',
    },
  },
  notMe: {
    title: 'Ce n’était pas vous ?',
    explain:
      'Récupérez votre compte. Toutes les sessions seront fermées. Les clés d’accès et les applications d’authentification seront de nouveau celles d’il y a une semaine. Si vous en avez ajouté depuis, ajoutez-les à nouveau.',
    hint: 'L’ancien mot de passe ne fonctionnera plus. Laissez ce champ vide pour en choisir un nouveau plus tard.',
    press: 'Récupérer le compte',
    wrongAddress:
      'Saisissez l’adresse à laquelle nous avons envoyé l’e-mail. Si elle est correcte, le lien ne fonctionne plus.',
    done: {
      title: 'Votre compte est de nouveau à vous',
      text: 'Toutes les sessions ont été fermées. Connectez-vous avec votre nouveau mot de passe.',
    },
    mailed: {
      title: 'Votre compte est de nouveau à vous',
      text: 'Toutes les sessions ont été fermées. Nous vous avons envoyé un lien pour choisir un nouveau mot de passe.',
    },
    lost: {
      title: 'Ouvrez à nouveau le lien',
      text: 'Cette page a besoin du lien de notre e-mail. Ouvrez l’e-mail et suivez à nouveau le lien.',
    },
  },
  undo: {
    title: 'Récupérez votre compte',
    explain:
      'Quelqu’un a associé votre compte à une autre adresse e-mail. Si ce n’était pas vous, récupérez-le. Toutes les sessions seront fermées.',
    hint: 'L’ancien mot de passe ne fonctionnera plus. Laissez ce champ vide pour en choisir un nouveau plus tard.',
    press: 'Récupérer le compte',
    wrongAddress:
      'Saisissez l’adresse à laquelle nous avons envoyé l’e-mail. Si elle est correcte, le lien ne fonctionne plus.',
    done: {
      title: 'Votre compte est de nouveau à vous',
      text: 'Il est de nouveau associé à votre adresse e-mail, et toutes les sessions ont été fermées. Connectez-vous avec votre nouveau mot de passe.',
    },
    mailed: {
      title: 'Votre compte est de nouveau à vous',
      text: 'Il est de nouveau associé à votre adresse e-mail, et toutes les sessions ont été fermées. Nous vous avons envoyé un lien pour choisir un nouveau mot de passe.',
    },
    lost: {
      title: 'Ouvrez à nouveau le lien',
      text: 'Cette page a besoin du lien de notre e-mail. Ouvrez l’e-mail et suivez à nouveau le lien.',
    },
  },
}
