import type { Notices } from '../message.ts'
import { dateOf, daysOf, happened, ofOwner, wasNotMe } from './phrases.ts'

/** The account is to be deleted, and then it is. */
export const deletionNotices: Pick<Notices, 'accountDeleting' | 'accountErased'> = {
  accountDeleting: ({ appName, link, deletesAt, days, notMe, notMeDays, ...mail }) => ({
    subject: `Votre compte ${appName} sera supprimé`,
    heading: 'Votre compte sera supprimé',
    says: [
      `Une personne connectée à votre compte ${appName} a demandé sa suppression. Toutes les sessions ont été fermées. Le ${dateOf(deletesAt)}, le compte sera supprimé avec tout son contenu.`,
      'Si vous l’avez demandé et que vous avez changé d’avis, conservez le compte. Si vous ne l’avez pas demandé, récupérez-le ci-dessous.',
    ],
    action: { label: 'Conserver mon compte', url: link },
    facts: [
      `Ce lien expire dans ${daysOf(days)} et ne fonctionne qu’une fois. Ne le partagez avec personne.`,
      happened('Demandé', mail),
    ],
    notYou: {
      ...wasNotMe({ notMe, notMeDays }),
      says: `Si c’était vous, vous n’avez rien à faire. Sinon, quelqu’un d’autre utilise votre compte : récupérez-le au lieu de le conserver. Cela annule la suppression et les modifications, et ferme toutes les sessions. Le lien est valable ${daysOf(notMeDays)}.`,
    },
    reason: ofOwner(appName),
  }),

  accountErased: ({ appName, supportEmail, ...mail }) => ({
    subject: `Votre compte ${appName} a été supprimé`,
    heading: 'Votre compte a été supprimé',
    says: [`Votre compte ${appName} a été supprimé avec tout son contenu. Cette suppression est définitive.`],
    facts: [happened('Supprimé', mail)],
    notYou: {
      says: `Si ce n’était pas vous, quelqu’un d’autre a utilisé votre compte. Il n’en reste rien. Demandez de l’aide à ${supportEmail ?? `l’équipe ${appName}`}.`,
    },
    reason: `Vous recevez cet e-mail car cette adresse était associée à un compte ${appName}.`,
  }),
}
