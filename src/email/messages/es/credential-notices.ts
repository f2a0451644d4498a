import type { Notices } from '../message.ts'
import { FACTOR_CHANGES } from './factor-changes.ts'
import { didNotAsk, happened, ofOwner, setPassword, wasNotMe } from './phrases.ts'

/** What signs the owner in has changed, or somebody may have a copy of it. */
export const credentialNotices: Pick<
  Notices,
  'newDevice' | 'sessionReused' | 'passkeyCloned' | 'factorChanged' | 'recoveryCodeUsed' | 'secondStepResets'
> = {
  newDevice: ({ appName, notMe, notMeDays, ...mail }) => ({
    subject: `Nuevo inicio de sesión en tu cuenta de ${appName}`,
    heading: 'Hay un nuevo inicio de sesión en tu cuenta',
    says: [
      `Alguien inició sesión en tu cuenta de ${appName} desde un dispositivo o un país nuevo para la cuenta.`,
    ],
    facts: [happened('Sesión iniciada', mail)],
    notYou: wasNotMe({ notMe, notMeDays }, 'lo que se cambió para iniciar sesión en la última semana'),
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

  factorChanged: ({ appName, change, provider = 'otro servicio', notMe, notMeDays, ...mail }) => ({
    subject: `${FACTOR_CHANGES[change].subject} tu cuenta de ${appName}`,
    heading: FACTOR_CHANGES[change].heading,
    says: [FACTOR_CHANGES[change].says.replace('{provider}', () => provider)],
    facts: [happened('Cambiada', mail)],
    notYou: (change === 'second_step_reset' ? didNotAsk : wasNotMe)({ notMe, notMeDays }),
    reason: ofOwner(appName),
  }),

  recoveryCodeUsed: ({ appName, codesLeft, notMe, notMeDays, ...mail }) => ({
    subject: `Se usó un código de recuperación de tu cuenta de ${appName}`,
    heading: 'Se usó un código de recuperación',
    says: [
      `Alguien usó uno de los códigos de recuperación de tu cuenta de ${appName} para iniciar sesión o para confirmar su identidad. Este código ya no sirve.`,
      codesLeft === 0
        ? 'No te quedan códigos de recuperación. Crea otros nuevos.'
        : codesLeft === 1
          ? 'Te queda 1 código de recuperación.'
          : `Te quedan ${codesLeft} códigos de recuperación.`,
    ],
    facts: [happened('Usado', mail)],
    notYou: wasNotMe({ notMe, notMeDays }, 'lo que se cambió para iniciar sesión en la última semana'),
    reason: ofOwner(appName),
  }),

  secondStepResets: ({ appName, ...mail }) => ({
    subject: `Se restablecerá la verificación en dos pasos de tu cuenta de ${appName}`,
    heading: 'Se restablecerá la verificación en dos pasos',
    says: [
      `Alguien pidió a quien gestiona ${appName} que restablezca la verificación en dos pasos de tu cuenta, porque se han perdido su aplicación de autenticación, sus llaves de acceso y sus códigos de recuperación.`,
      'Un día después de este correo se quitarán y se cerrarán todas las sesiones. Desde entonces no se pedirá un segundo paso para iniciar sesión.',
    ],
    facts: [happened('Solicitado', mail)],
    notYou: {
      says: 'Si lo pediste tú, no tienes que hacer nada. Si no lo pediste, inicia sesión con tu aplicación, una llave de acceso o un código de recuperación antes de un día: así se cancela. Después crea una contraseña nueva, porque puede que otra persona conozca la tuya.',
    },
    reason: ofOwner(appName),
  }),
}
