import type { Notices } from '../message.ts'
import { credentialNotices } from './credential-notices.ts'
import { deletionNotices } from './deletion-notices.ts'
import { daysOf, happened, minutesOf, ofOwner, ofStranger, setPassword, wasNotMe } from './phrases.ts'

export const notices: Notices = {
  ...credentialNotices,
  ...deletionNotices,

  addressTaken: ({ appName, ...mail }) => ({
    subject: `Esta dirección ya tiene una cuenta de ${appName}`,
    heading: 'Esta dirección ya tiene una cuenta',
    says: [
      `Alguien intentó pasar una cuenta de ${appName} a esta dirección, que ya tiene una cuenta. No se ha cambiado nada.`,
      'Si fuiste tú, inicia sesión con esta dirección.',
    ],
    facts: [happened('Solicitado', mail)],
    notYou: { says: 'Si no fuiste tú, no tienes que hacer nada.' },
    reason: ofOwner(appName),
  }),

  signUpClosed: ({ appName, supportEmail, ...mail }) => ({
    subject: `No hay ninguna cuenta de ${appName} con esta dirección`,
    heading: 'No hay ninguna cuenta con esta dirección',
    says: [
      `Alguien pidió iniciar sesión en ${appName} con esta dirección, que no tiene cuenta. Solo quien gestiona ${appName} puede abrir cuentas.`,
      `Si tu cuenta tiene otra dirección, inicia sesión con ella. Si quieres una cuenta, pídela a ${supportEmail ?? 'quien lo gestiona'}.`,
    ],
    facts: [happened('Solicitado', mail)],
    notYou: { says: 'Si no fuiste tú, no tienes que hacer nada.' },
    reason: ofStranger(appName),
  }),

  mailSignInOff: ({ appName, supportEmail, ...mail }) => ({
    subject: `Tu cuenta de ${appName} no permite iniciar sesión por correo`,
    heading: 'No se puede iniciar sesión por correo',
    says: [
      `Alguien pidió iniciar sesión por correo en tu cuenta de ${appName}, que por ahora no lo permite. Nadie ha iniciado sesión.`,
      `Si fuiste tú, inicia sesión de otra forma. Si no puedes, pide ayuda a ${supportEmail ?? `quien gestiona ${appName}`}.`,
    ],
    facts: [happened('Solicitado', mail)],
    notYou: { says: 'Si no fuiste tú, no tienes que hacer nada.' },
    reason: ofOwner(appName),
  }),

  unverifiedGoes: ({ appName, days, home }) => ({
    subject: `Tu cuenta de ${appName} se eliminará en ${daysOf(days)}`,
    heading: `Tu cuenta se eliminará en ${daysOf(days)}`,
    says: [
      `La dirección de tu cuenta de ${appName} no se ha confirmado nunca. Para conservar la cuenta, inicia sesión y confirma tu dirección.`,
    ],
    ...(home !== undefined && { action: { label: `Ir a ${appName}`, url: home } }),
    facts: ['Si no haces nada, se eliminará la cuenta con todo lo que contiene.'],
    notYou: { says: 'Si no abriste tú esta cuenta, no tienes que hacer nada.' },
    reason: `Recibes este correo porque alguien abrió una cuenta de ${appName} con esta dirección.`,
  }),

  passwordChanged: ({ appName, resetPage, ...mail }) => ({
    subject: `Se ha cambiado tu contraseña de ${appName}`,
    heading: 'Se ha cambiado tu contraseña',
    says: [`Tu cuenta de ${appName} tiene una contraseña nueva. Se han cerrado todas las demás sesiones.`],
    facts: [happened('Cambiada', mail)],
    notYou: {
      says: 'Si fuiste tú, no tienes que hacer nada. Si no fuiste tú, crea una contraseña nueva ahora: así se cierran todas las sesiones.',
      link: setPassword(resetPage),
    },
    reason: ofOwner(appName),
  }),

  dataExported: ({ appName, notMe, notMeDays, ...mail }) => ({
    subject: `Se ha descargado una copia de tus datos de ${appName}`,
    heading: 'Se ha descargado una copia de tus datos',
    says: [
      `Alguien con la sesión iniciada en tu cuenta de ${appName} ha descargado lo que guardamos de ti: tu perfil, tus sesiones y lo que ha pasado en tu cuenta. No contiene contraseñas.`,
    ],
    facts: [happened('Descargada', mail)],
    notYou: {
      ...wasNotMe({ notMe, notMeDays }),
      says: `Si fuiste tú, no tienes que hacer nada. Si no fuiste tú, recupera tu cuenta: así se cierran todas las sesiones, pero la copia no se puede recuperar. El enlace sirve durante ${daysOf(notMeDays)}.`,
    },
    reason: ofOwner(appName),
  }),

  addressLeft: ({ appName, newEmail, link, days, ...mail }) => ({
    subject: `Tu cuenta de ${appName} tiene una dirección nueva`,
    heading: 'Se ha cambiado tu dirección de correo',
    says: [
      `Tu cuenta de ${appName} tiene ahora la dirección ${newEmail}. Con esta ya no puedes iniciar sesión.`,
      'Si no fuiste tú, recupera la cuenta: vuelve a esta dirección y se cierran todas las sesiones.',
    ],
    action: { label: 'Recuperar la cuenta', url: link },
    facts: [`Este enlace caduca en ${daysOf(days)}. No lo compartas con nadie.`, happened('Cambiada', mail)],
    notYou: { says: 'Si fuiste tú, no tienes que hacer nada.' },
    reason: `Recibes este correo porque esta dirección tenía una cuenta de ${appName}.`,
  }),

  addressEntered: ({ appName, formerEmail, days, resetPage, ...mail }) => ({
    subject: `Tu cuenta de ${appName} tiene una dirección nueva`,
    heading: 'Se ha cambiado tu dirección de correo',
    says: [
      `Tu cuenta de ${appName} ha pasado de ${formerEmail} a esta dirección. Desde ahora, inicia sesión con ella. Se han cerrado todas las demás sesiones.`,
    ],
    facts: [
      `Durante ${daysOf(days)}, quien lea el correo de ${formerEmail} puede recuperar la cuenta.`,
      happened('Cambiada', mail),
    ],
    notYou: {
      says: 'Si no fuiste tú, crea una contraseña nueva ahora: así se cierran todas las sesiones.',
      link: setPassword(resetPage),
    },
    reason: ofOwner(appName),
  }),

  accountBack: ({ appName, formerEmail, link, minutes, ...mail }) => ({
    subject: `Tu cuenta de ${appName} ha vuelto`,
    heading: 'Tu cuenta ha vuelto',
    says: [
      formerEmail === undefined
        ? `Has recuperado tu cuenta de ${appName}. Se han cerrado todas las sesiones.`
        : `Tu cuenta de ${appName} ha vuelto de ${formerEmail} a esta dirección. Se han cerrado todas las sesiones.`,
      link === undefined
        ? 'Inicia sesión con tu contraseña nueva.'
        : 'La contraseña antigua ya no funciona. Crea una nueva.',
      'Las llaves de acceso y las aplicaciones de autenticación vuelven a ser las de hace una semana. Si añadiste alguna desde entonces, vuelve a añadirla.',
    ],
    ...(link !== undefined && { action: setPassword(link) }),
    facts: [
      ...(minutes === undefined
        ? []
        : [`Este enlace caduca en ${minutesOf(minutes)} y sirve una sola vez. No lo compartas con nadie.`]),
      happened('Recuperada', mail),
    ],
    notYou: {
      says: 'Si no fuiste tú, otra persona lee tu correo. Cambia primero la contraseña de tu buzón.',
    },
    reason: ofOwner(appName),
  }),

  accountGone: ({ appName, email, supportEmail, ...mail }) => ({
    subject: `Una cuenta de ${appName} ha dejado esta dirección`,
    heading: 'La cuenta ha dejado esta dirección',
    says: [
      `La cuenta de ${appName} de esta dirección ha vuelto a ${email}, su dirección anterior. La ha recuperado alguien que lee el correo de allí. Se ha cerrado tu sesión.`,
    ],
    facts: [happened('Recuperada', mail)],
    notYou: {
      says: `Si no debía ocurrir, pide ayuda a ${supportEmail ?? `quien gestiona ${appName}`}.`,
    },
    reason: `Recibes este correo porque esta dirección tenía una cuenta de ${appName}.`,
  }),

  codesRefused: ({ appName, resetPage, ...mail }) => ({
    subject: `Códigos incorrectos para tu cuenta de ${appName}`,
    heading: 'Alguien escribió códigos incorrectos',
    says: [
      `Alguien escribió la contraseña de tu cuenta de ${appName} y después varios códigos incorrectos. No se aceptó ninguno de esos códigos.`,
      'Si fuiste tú, inténtalo otra vez con un código nuevo.',
    ],
    facts: [happened('Último intento', mail)],
    notYou: {
      says: 'Si no fuiste tú, alguien conoce tu contraseña. Crea una nueva ahora: así se cierran todas las sesiones.',
      link: setPassword(resetPage),
    },
    reason: ofOwner(appName),
  }),

  administratorActed: ({ appName, act, about, by, ...mail }) => ({
    subject: `Un administrador de ${appName} hizo un cambio`,
    ...{
      role_granted: {
        heading: 'Hay un administrador nuevo',
        says: [
          `${by} dio a ${about} el rol de administrador. El rol tiene efecto cuando la dirección está confirmada.`,
        ],
      },
      role_removed: {
        heading: 'Se ha retirado a un administrador',
        says: [`${by} quitó a ${about} el rol de administrador.`],
      },
      password_set: {
        heading: 'Un administrador cambió una contraseña',
        says: [`${by} puso una contraseña nueva a ${about}.`],
      },
    }[act],
    facts: [happened('Cambio hecho', mail)],
    notYou: {
      says: `Si no debía ocurrir, puede que otra persona use la cuenta de ${by}. Habla con su dueño y cierra sus sesiones.`,
    },
    reason: `Recibes este correo porque administras ${appName}.`,
  }),

  testMail: ({ appName, ...mail }) => ({
    subject: `Un correo de prueba de ${appName}`,
    heading: 'Los correos llegan',
    says: [
      `Este es un correo de prueba de ${appName}. Se ha enviado con los ajustes de correo del servicio.`,
    ],
    facts: [happened('Enviado', mail)],
    notYou: { says: 'Si no fuiste tú, no tienes que hacer nada.' },
    reason: `Recibes este correo porque alguien que administra ${appName} envió una prueba a esta dirección.`,
  }),
}
