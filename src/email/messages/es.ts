import type { RequestOrigin } from '../mails.ts'
import { type Messages, moment } from './message.ts'

const good = (minutes: number) => `Vale ${minutes} minutos y sirve una sola vez.`

/** From where, with what and when: how readers tell their own request from somebody else's. */
const asked = ({ at, place, device }: RequestOrigin) =>
  `Pedido el ${moment(at, 'es')}${place ? ` desde ${place}` : ''}${device ? ` con ${device}` : ''}.`

export const spanish: Messages = {
  mailboxCode: ({ appName, code, minutes, ...mail }) => ({
    subject: `Tu código de ${appName}`,
    opening: `Este es el código que demuestra que esta dirección es tuya en ${appName}.`,
    code,
    rest: [good(minutes), asked(mail), 'Si no fuiste tú, no hagas nada: sin el código no ocurre nada.'],
  }),

  signInCode: ({ appName, code, minutes, ...mail }) => ({
    subject: `Tu código para entrar en ${appName}`,
    opening: `Este es el código para terminar de iniciar sesión en ${appName}.`,
    code,
    rest: [
      good(minutes),
      asked(mail),
      'Si no fuiste tú, alguien conoce tu contraseña: cámbiala ahora. Nunca te pediremos este código.',
    ],
  }),

  currentAddressCode: ({ appName, code, minutes, newEmail, ...mail }) => ({
    subject: `Confirma la nueva dirección de tu cuenta de ${appName}`,
    opening: `Tu cuenta de ${appName} va a pasar a ${newEmail}. Este es el código para aceptarlo.`,
    code,
    rest: [
      good(minutes),
      asked(mail),
      'Si no fuiste tú, no compartas este código y cambia tu contraseña: alguien ha iniciado sesión como tú.',
    ],
  }),

  newAddressCode: ({ appName, code, minutes, ...mail }) => ({
    subject: `Confirma tu dirección para ${appName}`,
    opening: `Una cuenta de ${appName} va a pasar a esta dirección. Este es el código para aceptarlo.`,
    code,
    rest: [good(minutes), asked(mail), 'Si no fuiste tú, no hagas nada: sin el código no ocurre nada.'],
  }),

  addressTaken: ({ appName, ...mail }) => ({
    subject: `Tu dirección en ${appName}`,
    opening: `Alguien quiso pasar una cuenta de ${appName} a esta dirección, que ya tiene una cuenta. No se ha cambiado nada.`,
    rest: [
      asked(mail),
      'Si fuiste tú, inicia sesión con esta dirección o pide restablecer la contraseña. Si no, no hay nada que hacer.',
    ],
  }),

  passwordResetCode: ({ appName, code, minutes, link, linkMinutes, ...mail }) => ({
    subject: `Restablecer tu contraseña de ${appName}`,
    opening: `Este es el código para poner una contraseña nueva en tu cuenta de ${appName}. Solo sirve donde se pidió; el enlace sirve en cualquier sitio.`,
    code,
    action: { label: 'Poner una contraseña nueva', link },
    rest: [
      `El código vale ${minutes} minutos y el enlace, ${linkMinutes}. Sirve uno de los dos, una sola vez.`,
      asked(mail),
      'Si no fuiste tú, no hagas nada: tu contraseña sigue igual. Nunca te pediremos este código.',
    ],
  }),

  passwordResetLink: ({ appName, link, minutes, ...mail }) => ({
    subject: `Restablecer tu contraseña de ${appName}`,
    opening: `Con este enlace pones una contraseña nueva en tu cuenta de ${appName}.`,
    action: { label: 'Poner una contraseña nueva', link },
    rest: [good(minutes), asked(mail), 'Si no fuiste tú, no hagas nada: tu contraseña sigue igual.'],
  }),

  verifyEmail: ({ appName, code, minutes, link, hours, ...mail }) => ({
    subject: `Confirma tu dirección para ${appName}`,
    opening: `Se ha abierto una cuenta en ${appName} con esta dirección. Si la has abierto tú, escribe este código donde has iniciado sesión:`,
    code,
    action: { label: 'Confirmar mi dirección', link },
    rest: [
      `El código vale ${minutes} minutos. El enlace vale ${hours} horas: la página te pide la contraseña que elegiste.`,
      asked(mail),
      'Si no la abriste tú, elige «Yo no abrí esta cuenta» en la página del enlace: allí la eliminas o la haces tuya. Nadie puede confirmar tu dirección sin leer tu correo.',
    ],
  }),

  unverifiedGoes: ({ appName, days }) => ({
    subject: `Tu cuenta de ${appName} se eliminará`,
    opening: `La dirección de tu cuenta de ${appName} no se ha confirmado nunca. La cuenta se eliminará dentro de ${days} días.`,
    rest: [
      'Para conservarla, inicia sesión y confirma tu dirección. Si no la abriste tú, no tienes que hacer nada.',
    ],
  }),

  passwordChanged: ({ appName, ...mail }) => ({
    subject: `Se ha cambiado tu contraseña de ${appName}`,
    opening: `Se ha cambiado la contraseña de tu cuenta de ${appName} y se han cerrado las demás sesiones.`,
    rest: [
      asked(mail),
      'Si fuiste tú, no hay nada que hacer. Si no, pide ahora mismo restablecer la contraseña: eso cierra las sesiones de los demás.',
    ],
  }),

  addressLeft: ({ appName, newEmail, link, days, ...mail }) => ({
    subject: `Tu cuenta de ${appName} tiene una dirección nueva`,
    opening: `Tu cuenta de ${appName} ha pasado de esta dirección a ${newEmail}.`,
    action: { label: 'Recuperar la cuenta', link },
    rest: [
      asked(mail),
      `Si fuiste tú, no hay nada que hacer. Si no, recupera la cuenta con el enlace: vale ${days} días.`,
    ],
  }),

  addressEntered: ({ appName, formerEmail, days, ...mail }) => ({
    subject: `Tu cuenta de ${appName} tiene una dirección nueva`,
    opening: `Tu cuenta de ${appName} ha pasado de ${formerEmail} a esta dirección. Desde ahora inicia sesión con ella.`,
    rest: [
      asked(mail),
      `Se han cerrado las demás sesiones. Durante ${days} días, quien lea el correo de la dirección anterior puede recuperar la cuenta.`,
      'Si no fuiste tú, pide restablecer la contraseña: eso cierra las sesiones de los demás.',
    ],
  }),

  accountBack: ({ appName, formerEmail, link, minutes, ...mail }) => ({
    subject: `Tu cuenta de ${appName} ha vuelto`,
    opening: `Tu cuenta de ${appName} ha vuelto de ${formerEmail} a esta dirección. Se han cerrado todas las sesiones.`,
    ...(link !== undefined && { action: { label: 'Poner una contraseña nueva', link } }),
    rest: [
      ...(link === undefined
        ? ['Inicia sesión con tu contraseña nueva.']
        : [
            `La contraseña antigua ya no vale. El enlace vale ${minutes} minutos; después, pide restablecer la contraseña.`,
          ]),
      asked(mail),
      'Si no fuiste tú, otra persona lee tu correo: cambia primero la contraseña de tu buzón.',
    ],
  }),

  accountGone: ({ appName, email, ...mail }) => ({
    subject: `Una cuenta de ${appName} ha dejado esta dirección`,
    opening: `La cuenta de ${appName} de esta dirección ha vuelto a ${email}, su dirección anterior: la ha recuperado alguien que lee el correo de allí. Se ha cerrado tu sesión.`,
    rest: [asked(mail), 'Si no debía ocurrir, pide ayuda a quien lleva el servicio.'],
  }),

  codesRefused: ({ appName, ...mail }) => ({
    subject: `Códigos equivocados para tu cuenta de ${appName}`,
    opening: `Alguien dio tu contraseña a ${appName} y después escribió un código equivocado tras otro. Ninguno de esos códigos fue aceptado.`,
    rest: [
      asked(mail),
      'Si fuiste tú, pide un código nuevo e inténtalo otra vez. Si no fuiste tú, alguien conoce tu contraseña: cámbiala ahora; eso cierra las sesiones de los demás.',
    ],
  }),

  administratorActed: ({ appName, act, about, by, ...mail }) => ({
    subject: `Un administrador de ${appName} hizo un cambio`,
    opening: {
      role_granted: `${by} dio a ${about} el papel de administrador. Vale desde que la dirección esté confirmada.`,
      role_removed: `${by} quitó a ${about} el papel de administrador.`,
      password_set: `${by} puso una contraseña nueva a ${about}.`,
    }[act],
    rest: [
      asked(mail),
      'Recibes este mensaje porque eres administrador. Si no fue a propósito, puede que alguien tenga la cuenta de ese administrador: hablad con él y cerrad sus sesiones.',
    ],
  }),

  sessionReused: ({ appName, ...mail }) => ({
    subject: `Se ha cerrado una sesión de ${appName}`,
    opening: `Alguien usó una clave antigua de una de tus sesiones de ${appName}. Puede que la hayan robado, así que la sesión se ha cerrado.`,
    rest: [
      asked(mail),
      'Inicia sesión de nuevo para continuar. Si ocurre más veces, cambia tu contraseña: eso cierra las sesiones de los demás.',
    ],
  }),
}
