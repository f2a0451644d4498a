import type { Notices } from '../message.ts'
import { happened, ofOwner, setPassword, wasNotMe } from './phrases.ts'

/** Somebody may have what signs the owner in. */
export const credentialNotices: Pick<Notices, 'newDevice' | 'sessionReused' | 'passkeyCloned'> = {
  newDevice: ({ appName, notMe, notMeDays, ...mail }) => ({
    subject: `Nuevo inicio de sesión en tu cuenta de ${appName}`,
    heading: 'Hay un nuevo inicio de sesión en tu cuenta',
    says: [
      `Alguien inició sesión en tu cuenta de ${appName} desde un dispositivo o un país nuevo para la cuenta.`,
    ],
    facts: [happened('Sesión iniciada', mail)],
    notYou: wasNotMe({ notMe, notMeDays }, 'lo que se cambió desde entonces'),
    reason: ofOwner(appName),
  }),

  sessionReused: ({ appName, resetPage, ...mail }) => ({
    subject: `Se ha cerrado una sesión de ${appName}`,
    heading: 'Hemos cerrado una de tus sesiones',
    says: [
      `Alguien usó una clave antigua de una de tus sesiones de ${appName}. Puede que la hayan robado, así que hemos cerrado la sesión. Inicia sesión de nuevo para continuar.`,
    ],
    facts: [happened('Usada', mail)],
    notYou: {
      says: 'Si no fuiste tú, o si vuelve a ocurrir, crea una contraseña nueva: así se cierran todas las sesiones.',
      link: setPassword(resetPage),
    },
    reason: ofOwner(appName),
  }),

  passkeyCloned: ({ appName, resetPage, ...mail }) => ({
    subject: `Hemos rechazado una llave de acceso de ${appName}`,
    heading: 'Hemos rechazado una de tus llaves de acceso',
    says: [
      `Alguien usó una llave de acceso de tu cuenta de ${appName} que no estaba al día: puede que exista una copia. La hemos rechazado y nadie ha iniciado sesión. Tus otras formas de iniciar sesión funcionan como antes.`,
      'Si vuelve a ocurrir, inicia sesión de otra forma y elimina esta llave de acceso.',
    ],
    facts: [happened('Usada', mail)],
    notYou: {
      says: 'Si no fuiste tú, elimina la llave de acceso y crea una contraseña nueva: así se cierran todas las sesiones.',
      link: setPassword(resetPage),
    },
    reason: ofOwner(appName),
  }),
}
