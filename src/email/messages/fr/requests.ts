import type { Requests } from '../message.ts'
import {
  expires,
  expiring,
  happened,
  hoursOf,
  minutesOf,
  ofOwner,
  ofStranger,
  sameWords,
  setPassword,
  time,
} from './phrases.ts'

export const requests: Requests = {
  mailboxCode: ({ appName, code, minutes, ...mail }) => ({
    subject: `Votre code de confirmation ${appName} (${time(mail.at)})`,
    heading: 'Confirmez votre adresse e‑mail',
    says: [`Saisissez ce code pour confirmer cette adresse sur ${appName}.`],
    code,
    facts: [expires(minutes), happened('Demandé', mail)],
    notYou: { says: 'Si ce n’était pas vous, ignorez cet e-mail : sans le code, il ne se passera rien.' },
    reason: ofStranger(appName),
  }),

  signInCode: ({ appName, code, minutes, resetPage, ...mail }) => ({
    subject: `Votre code de connexion ${appName} (${time(mail.at)})`,
    heading: 'Terminez votre connexion',
    says: [`Saisissez ce code pour vous connecter à votre compte ${appName}.`],
    code,
    facts: [expires(minutes), happened('Demandé', mail)],
    notYou: {
      says: 'Si ce n’était pas vous, quelqu’un connaît votre mot de passe. Choisissez-en un nouveau dès maintenant.',
      link: setPassword(resetPage),
    },
    reason: `Vous recevez cet e-mail car quelqu’un a saisi le mot de passe de votre compte ${appName}.`,
  }),

  reauthenticateCode: ({ appName, code, minutes, resetPage, ...mail }) => ({
    subject: `Confirmez votre identité sur ${appName} (${time(mail.at)})`,
    heading: 'Confirmez que c’est bien vous',
    says: [`Saisissez ce code là où votre session ${appName} est ouverte.`],
    code,
    facts: [expires(minutes), happened('Demandé', mail)],
    notYou: {
      says: 'Si ce n’était pas vous, quelqu’un d’autre est connecté à votre compte. Choisissez dès maintenant un nouveau mot de passe : cela ferme toutes les sessions.',
      link: setPassword(resetPage),
    },
    reason: ofOwner(appName),
  }),

  currentAddressCode: ({ appName, code, minutes, newEmail, resetPage, ...mail }) => ({
    subject: `Confirmez la nouvelle adresse de votre compte ${appName} (${time(mail.at)})`,
    heading: 'Confirmez le changement d’adresse e‑mail',
    says: [
      `Saisissez ce code pour associer votre compte ${appName} à ${newEmail}. Nous avons envoyé un second code à cette adresse : il vous faut les deux.`,
    ],
    code,
    facts: [expires(minutes), happened('Demandé', mail)],
    notYou: {
      says: 'Si ce n’était pas vous, quelqu’un d’autre est connecté à votre compte. Choisissez dès maintenant un nouveau mot de passe : cela ferme toutes les sessions.',
      link: setPassword(resetPage),
    },
    reason: ofOwner(appName),
  }),

  newAddressCode: ({ appName, code, minutes, ...mail }) => ({
    subject: `Confirmez votre nouvelle adresse pour ${appName} (${time(mail.at)})`,
    heading: 'Confirmez votre nouvelle adresse e‑mail',
    says: [`Saisissez ce code pour utiliser cette adresse avec votre compte ${appName}.`],
    code,
    facts: [expires(minutes), happened('Demandé', mail)],
    notYou: {
      says: 'Si ce n’était pas vous, ignorez cet e-mail : sans le code, aucun compte n’utilisera cette adresse.',
    },
    reason: `Vous recevez cet e-mail car quelqu’un a saisi cette adresse comme nouvelle adresse d’un compte ${appName}.`,
  }),

  passwordResetCode: ({ appName, code, minutes, link, linkMinutes, ...mail }) => ({
    subject: `Réinitialisez votre mot de passe ${appName} (${time(mail.at)})`,
    heading: 'Réinitialisez votre mot de passe',
    says: [
      `Pour choisir un nouveau mot de passe pour votre compte ${appName}, saisissez ce code là où vous l’avez demandé. Vous pouvez aussi ouvrir le lien ci-dessous, qui fonctionne dans tous les navigateurs.`,
    ],
    code,
    action: setPassword(link),
    facts: [
      `Le code expire dans ${minutesOf(minutes)}, le lien dans ${minutesOf(linkMinutes)}. Dès que vous utilisez l’un, l’autre cesse de fonctionner. Ne les partagez avec personne.`,
      happened('Demandé', mail),
    ],
    notYou: {
      says: 'Si ce n’était pas vous, ignorez cet e-mail : votre mot de passe reste inchangé.',
    },
    reason: `Vous recevez cet e-mail car quelqu’un a demandé à réinitialiser le mot de passe de votre compte ${appName}.`,
  }),

  passwordResetLink: ({ appName, link, minutes, ...mail }) => ({
    subject: `Réinitialisez votre mot de passe ${appName} (${time(mail.at)})`,
    heading: 'Réinitialisez votre mot de passe',
    says: [`Ouvrez le lien ci-dessous pour choisir un nouveau mot de passe pour votre compte ${appName}.`],
    action: setPassword(link),
    facts: [
      `Ce lien expire dans ${minutesOf(minutes)} et ne fonctionne qu’une fois. Ne le partagez avec personne.`,
      happened('Demandé', mail),
    ],
    notYou: {
      says: 'Si ce n’était pas vous, ignorez cet e-mail : votre mot de passe reste inchangé.',
    },
    reason: `Vous recevez cet e-mail car quelqu’un a demandé à réinitialiser le mot de passe de votre compte ${appName}.`,
  }),

  verifyEmail: ({ appName, code, minutes, link, hours, ...mail }) => ({
    subject: `Confirmez votre adresse pour ${appName} (${time(mail.at)})`,
    heading: 'Confirmez votre adresse e‑mail',
    says: [
      `Bienvenue sur ${appName}. Saisissez ce code là où votre session est ouverte. Vous pouvez aussi ouvrir le lien ci-dessous et saisir le mot de passe que vous avez choisi.`,
    ],
    code,
    action: { label: 'Confirmer mon adresse', url: link },
    facts: [
      `Le code expire dans ${minutesOf(minutes)}, le lien dans ${hoursOf(hours)}. Ne les partagez avec personne.`,
      happened('Demandé', mail),
    ],
    notYou: {
      says: 'Si vous n’avez pas créé ce compte, ouvrez le lien et choisissez « Je n’ai pas créé ce compte ». Vous pourrez alors le supprimer ou le reprendre à votre nom.',
    },
    reason: `Vous recevez cet e-mail car quelqu’un a créé un compte ${appName} avec cette adresse.`,
  }),

  signInMail: ({ appName, code, minutes, link, linkMinutes, label, ...mail }) => ({
    subject: `Connexion à votre compte ${appName} (${time(mail.at)})`,
    heading: 'Connectez-vous',
    says: [
      `Pour vous connecter à votre compte ${appName}, saisissez ce code là où vous l’avez demandé. Vous pouvez aussi ouvrir le lien ci-dessous.`,
      sameWords(label),
    ],
    code,
    action: { label: 'Continuer', url: link },
    facts: [...expiring({ minutes, linkMinutes }), happened('Demandé', mail)],
    notYou: {
      says: 'Si ce n’était pas vous, ignorez cet e-mail : sans lui, personne ne peut se connecter.',
    },
    reason: ofOwner(appName),
  }),

  signUpMail: ({ appName, code, minutes, link, linkMinutes, label, ...mail }) => ({
    subject: `Créez votre compte ${appName} (${time(mail.at)})`,
    heading: 'Créez votre compte',
    says: [
      `Pour créer un compte ${appName} avec cette adresse, saisissez ce code là où vous l’avez demandé. Vous pouvez aussi ouvrir le lien ci-dessous.`,
      sameWords(label),
    ],
    code,
    action: { label: 'Continuer', url: link },
    facts: [...expiring({ minutes, linkMinutes }), happened('Demandé', mail)],
    notYou: {
      says: 'Si ce n’était pas vous, ignorez cet e-mail : sans lui, aucun compte ne sera créé.',
    },
    reason: ofStranger(appName),
  }),
}
