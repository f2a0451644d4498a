import type { Notices } from '../message.ts'
import { credentialNotices } from './credential-notices.ts'
import { deletionNotices } from './deletion-notices.ts'
import { daysOf, happened, minutesOf, ofOwner, ofStranger, setPassword, wasNotMe } from './phrases.ts'

export const notices: Notices = {
  ...credentialNotices,
  ...deletionNotices,

  addressTaken: ({ appName, ...mail }) => ({
    subject: `Un compte ${appName} existe déjà avec cette adresse`,
    heading: 'Un compte existe déjà avec cette adresse',
    says: [
      `Quelqu’un a essayé d’associer un autre compte ${appName} à cette adresse, qui a déjà un compte. Rien n’a été modifié.`,
      'Si c’était vous, connectez-vous plutôt avec cette adresse.',
    ],
    facts: [happened('Demandé', mail)],
    notYou: { says: 'Si ce n’était pas vous, vous n’avez rien à faire.' },
    reason: ofOwner(appName),
  }),

  signUpClosed: ({ appName, supportEmail, ...mail }) => ({
    subject: `Aucun compte ${appName} n’existe avec cette adresse`,
    heading: 'Aucun compte n’existe avec cette adresse',
    says: [
      `Quelqu’un a demandé à se connecter à ${appName} avec cette adresse, qui n’y a pas de compte. Seule l’équipe ${appName} peut créer des comptes.`,
      `Si votre compte a une autre adresse, utilisez-la pour vous connecter. Si vous souhaitez un compte, adressez-vous à ${supportEmail ?? 'cette équipe'}.`,
    ],
    facts: [happened('Demandé', mail)],
    notYou: { says: 'Si ce n’était pas vous, vous n’avez rien à faire.' },
    reason: ofStranger(appName),
  }),

  mailSignInOff: ({ appName, supportEmail, ...mail }) => ({
    subject: `Votre compte ${appName} ne permet pas la connexion par e-mail`,
    heading: 'La connexion par e‑mail n’est pas possible',
    says: [
      `Quelqu’un a demandé à se connecter par e-mail à votre compte ${appName}, qui ne le permet pas pour le moment. Personne ne s’est connecté.`,
      `Si c’était vous, connectez-vous d’une autre façon. Si vous n’y arrivez pas, demandez de l’aide à ${supportEmail ?? `l’équipe ${appName}`}.`,
    ],
    facts: [happened('Demandé', mail)],
    notYou: { says: 'Si ce n’était pas vous, vous n’avez rien à faire.' },
    reason: ofOwner(appName),
  }),

  unverifiedGoes: ({ appName, days, home }) => ({
    subject: `Votre compte ${appName} sera supprimé dans ${daysOf(days)}`,
    heading: `Votre compte sera supprimé dans ${daysOf(days)}`,
    says: [
      `L’adresse de votre compte ${appName} n’a jamais été confirmée. Pour conserver le compte, connectez-vous et confirmez votre adresse.`,
    ],
    ...(home !== undefined && { action: { label: `Aller sur ${appName}`, url: home } }),
    facts: ['Si vous ne faites rien, le compte sera supprimé avec tout son contenu.'],
    notYou: { says: 'Si vous n’avez pas créé ce compte, vous n’avez rien à faire.' },
    reason: `Vous recevez cet e-mail car quelqu’un a créé un compte ${appName} avec cette adresse.`,
  }),

  passwordChanged: ({ appName, resetPage, ...mail }) => ({
    subject: `Votre mot de passe ${appName} a été modifié`,
    heading: 'Votre mot de passe a été modifié',
    says: [`Votre compte ${appName} a un nouveau mot de passe. Toutes les autres sessions ont été fermées.`],
    facts: [happened('Modifié', mail)],
    notYou: {
      says: 'Si c’était vous, vous n’avez rien à faire. Sinon, choisissez dès maintenant un nouveau mot de passe : cela ferme toutes les sessions.',
      link: setPassword(resetPage),
    },
    reason: ofOwner(appName),
  }),

  dataExported: ({ appName, notMe, notMeDays, ...mail }) => ({
    subject: `Une copie de vos données ${appName} a été téléchargée`,
    heading: 'Une copie de vos données a été téléchargée',
    says: [
      `Une personne connectée à votre compte ${appName} a téléchargé ce que nous conservons à votre sujet : votre profil, vos sessions et l’historique de votre compte. Les mots de passe n’y figurent pas.`,
    ],
    facts: [happened('Téléchargée', mail)],
    notYou: {
      ...wasNotMe({ notMe, notMeDays }),
      says: `Si c’était vous, vous n’avez rien à faire. Sinon, récupérez votre compte : cela ferme toutes les sessions, mais la copie déjà téléchargée ne peut pas être effacée. Le lien est valable ${daysOf(notMeDays)}.`,
    },
    reason: ofOwner(appName),
  }),

  addressLeft: ({ appName, newEmail, link, days, ...mail }) => ({
    subject: `Votre compte ${appName} a une nouvelle adresse`,
    heading: 'Votre adresse e‑mail a été modifiée',
    says: [
      `L’adresse de votre compte ${appName} est maintenant ${newEmail}. L’ancienne adresse ne permet plus de se connecter.`,
      'Si ce n’était pas vous, récupérez le compte : il retrouvera son ancienne adresse et toutes les sessions seront fermées.',
    ],
    action: { label: 'Récupérer le compte', url: link },
    facts: [`Ce lien expire dans ${daysOf(days)}. Ne le partagez avec personne.`, happened('Modifiée', mail)],
    notYou: { says: 'Si c’était vous, vous n’avez rien à faire.' },
    reason: `Vous recevez cet e-mail car cette adresse était associée à un compte ${appName}.`,
  }),

  addressEntered: ({ appName, formerEmail, days, resetPage, ...mail }) => ({
    subject: `Votre compte ${appName} a une nouvelle adresse`,
    heading: 'Votre adresse e‑mail a été modifiée',
    says: [
      `Votre compte ${appName} n’est plus associé à ${formerEmail}, mais à l’adresse qui reçoit cet e-mail. Utilisez-la désormais pour vous connecter. Toutes les autres sessions ont été fermées.`,
    ],
    facts: [
      `Pendant ${daysOf(days)}, toute personne qui lit les e-mails envoyés à ${formerEmail} peut récupérer le compte.`,
      happened('Modifiée', mail),
    ],
    notYou: {
      says: 'Si ce n’était pas vous, choisissez dès maintenant un nouveau mot de passe : cela ferme toutes les sessions.',
      link: setPassword(resetPage),
    },
    reason: ofOwner(appName),
  }),

  accountBack: ({ appName, formerEmail, link, minutes, ...mail }) => ({
    subject: `Votre compte ${appName} est de nouveau à vous`,
    heading: 'Votre compte est de nouveau à vous',
    says: [
      formerEmail === undefined
        ? `Vous avez récupéré votre compte ${appName}. Toutes les sessions ont été fermées.`
        : `Votre compte ${appName} n’est plus associé à ${formerEmail}, mais de nouveau à l’adresse qui reçoit cet e-mail. Toutes les sessions ont été fermées.`,
      link === undefined
        ? 'Connectez-vous avec votre nouveau mot de passe.'
        : 'L’ancien mot de passe ne fonctionne plus. Choisissez-en un nouveau.',
      'Les clés d’accès et les applications d’authentification sont de nouveau celles d’il y a une semaine. Si vous en avez ajouté depuis, ajoutez-les à nouveau.',
    ],
    ...(link !== undefined && { action: setPassword(link) }),
    facts: [
      ...(minutes === undefined
        ? []
        : [
            `Ce lien expire dans ${minutesOf(minutes)} et ne fonctionne qu’une fois. Ne le partagez avec personne.`,
          ]),
      happened('Récupéré', mail),
    ],
    notYou: {
      says: 'Si ce n’était pas vous, quelqu’un d’autre lit vos e-mails. Changez d’abord le mot de passe de votre messagerie.',
    },
    reason: ofOwner(appName),
  }),

  accountGone: ({ appName, email, supportEmail, ...mail }) => ({
    subject: `Le compte ${appName} n’est plus associé à cette adresse`,
    heading: 'Le compte n’est plus associé à cette adresse',
    says: [
      `Le compte ${appName} de cette adresse a retrouvé son ancienne adresse, ${email}. Une personne qui a accès à cette messagerie l’a récupéré. Votre session a été fermée.`,
    ],
    facts: [happened('Récupéré', mail)],
    notYou: {
      says: `Si ce n’était pas prévu, demandez de l’aide à ${supportEmail ?? `l’équipe ${appName}`}.`,
    },
    reason: `Vous recevez cet e-mail car cette adresse était associée à un compte ${appName}.`,
  }),

  codesRefused: ({ appName, resetPage, ...mail }) => ({
    subject: `Codes incorrects pour votre compte ${appName}`,
    heading: 'Quelqu’un a saisi des codes incorrects',
    says: [
      `Quelqu’un a saisi le mot de passe de votre compte ${appName}, puis plusieurs codes incorrects. Aucun de ces codes n’a été accepté.`,
      'Si c’était vous, réessayez avec un nouveau code.',
    ],
    facts: [happened('Dernier essai', mail)],
    notYou: {
      says: 'Si ce n’était pas vous, quelqu’un connaît votre mot de passe. Choisissez-en un nouveau dès maintenant : cela ferme toutes les sessions.',
      link: setPassword(resetPage),
    },
    reason: ofOwner(appName),
  }),

  administratorActed: ({ appName, act, about, by, ...mail }) => ({
    subject: `Un administrateur a fait une modification sur ${appName}`,
    ...{
      role_granted: {
        heading: 'Un nouvel administrateur a été nommé',
        says: [
          `${by} a donné le rôle d’administrateur à ${about}. Ce rôle prend effet dès que l’adresse est confirmée.`,
        ],
      },
      role_removed: {
        heading: 'Un rôle d’administrateur a été retiré',
        says: [`${by} a retiré le rôle d’administrateur à ${about}.`],
      },
      password_set: {
        heading: 'Un administrateur a défini un mot de passe',
        says: [`${by} a défini un nouveau mot de passe pour ${about}.`],
      },
    }[act],
    facts: [happened('Modification effectuée', mail)],
    notYou: {
      says: `Si ce n’était pas prévu, quelqu’un d’autre utilise peut-être le compte ${by}. Parlez-en à son titulaire et fermez ses sessions.`,
    },
    reason: `Vous recevez cet e-mail car vous avez le rôle d’administrateur sur ${appName}.`,
  }),

  testMail: ({ appName, ...mail }) => ({
    subject: `Un e-mail de test envoyé par ${appName}`,
    heading: 'Les e‑mails arrivent bien',
    says: [`Ceci est un e-mail de test. ${appName} l’a envoyé avec les paramètres d’e-mail du service.`],
    facts: [happened('Envoyé', mail)],
    notYou: { says: 'Si ce n’était pas vous, vous n’avez rien à faire.' },
    reason: `Vous recevez cet e-mail car une personne de l’équipe ${appName} a envoyé un test à cette adresse.`,
  }),
}
