import type { Notices } from '../message.ts'
import { dateOf, daysOf, happened, ofOwner, wasNotMe } from './phrases.ts'

/** The account is to be deleted, and then it is. */
export const deletionNotices: Pick<Notices, 'accountDeleting' | 'accountErased'> = {
  accountDeleting: ({ appName, link, deletesAt, days, notMe, notMeDays, ...mail }) => ({
    subject: `Tu cuenta de ${appName} se eliminará`,
    heading: 'Tu cuenta se eliminará',
    says: [
      `Alguien con la sesión iniciada en tu cuenta de ${appName} pidió eliminarla. Se ha cerrado la sesión en todos los dispositivos. El ${dateOf(deletesAt)} se eliminará la cuenta con todo lo que contiene.`,
      'Si lo pediste tú y has cambiado de idea, conserva la cuenta. Si no lo pediste tú, recupérala más abajo.',
    ],
    action: { label: 'Conservar mi cuenta', url: link },
    facts: [
      `Este enlace caduca en ${daysOf(days)} y solo sirve una vez. No lo compartas con nadie.`,
      happened('Solicitado', mail),
    ],
    notYou: {
      ...wasNotMe({ notMe, notMeDays }),
      says: `Si fuiste tú, no tienes que hacer nada. Si no fuiste tú, otra persona usa tu cuenta: recupérala en lugar de conservarla. Así se cancela la eliminación, se cierran todas las sesiones y se deshace lo que se cambió. El enlace sirve durante ${daysOf(notMeDays)}.`,
    },
    reason: ofOwner(appName),
  }),

  accountErased: ({ appName, supportEmail, ...mail }) => ({
    subject: `Tu cuenta de ${appName} se ha eliminado`,
    heading: 'Tu cuenta se ha eliminado',
    says: [`Tu cuenta de ${appName} se ha eliminado con todo lo que contenía. No se puede deshacer.`],
    facts: [happened('Eliminada', mail)],
    notYou: {
      says: `Si no fuiste tú, alguien usó tu cuenta. No queda nada de ella. Pide ayuda a ${supportEmail ?? `quien gestiona ${appName}`}.`,
    },
    reason: `Recibes este correo porque esta dirección tenía una cuenta de ${appName}.`,
  }),
}
