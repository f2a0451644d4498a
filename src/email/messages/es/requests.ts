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
    subject: `Tu código de confirmación de ${appName} (${time(mail.at)})`,
    heading: 'Confirma tu dirección de correo',
    says: [`Escribe este código para confirmar esta dirección en ${appName}.`],
    code,
    facts: [expires(minutes), happened('Solicitado', mail)],
    notYou: { says: 'Si no fuiste tú, ignora este correo: sin el código no ocurre nada.' },
    reason: ofStranger(appName),
  }),

  signInCode: ({ appName, code, minutes, resetPage, ...mail }) => ({
    subject: `Tu código para iniciar sesión en ${appName} (${time(mail.at)})`,
    heading: 'Termina de iniciar sesión',
    says: [`Escribe este código para iniciar sesión en tu cuenta de ${appName}.`],
    code,
    facts: [expires(minutes), happened('Solicitado', mail)],
    notYou: {
      says: 'Si no fuiste tú, alguien conoce tu contraseña. Crea una nueva ahora.',
      link: setPassword(resetPage),
    },
    reason: `Recibes este correo porque alguien escribió la contraseña de tu cuenta de ${appName}.`,
  }),

  reauthenticateCode: ({ appName, code, minutes, resetPage, ...mail }) => ({
    subject: `Confirma que eres tú en ${appName} (${time(mail.at)})`,
    heading: 'Confirma que eres tú',
    says: [`Escribe este código donde has iniciado sesión en tu cuenta de ${appName}.`],
    code,
    facts: [expires(minutes), happened('Solicitado', mail)],
    notYou: {
      says: 'Si no fuiste tú, alguien ha iniciado sesión en tu cuenta. Crea una contraseña nueva ahora: así se cierran todas las sesiones.',
      link: setPassword(resetPage),
    },
    reason: ofOwner(appName),
  }),

  currentAddressCode: ({ appName, code, minutes, newEmail, resetPage, ...mail }) => ({
    subject: `Confirma la nueva dirección de tu cuenta de ${appName} (${time(mail.at)})`,
    heading: 'Confirma el cambio de dirección',
    says: [
      `Escribe este código para pasar tu cuenta de ${appName} a ${newEmail}. Hemos enviado otro código a esa dirección: necesitas los dos.`,
    ],
    code,
    facts: [expires(minutes), happened('Solicitado', mail)],
    notYou: {
      says: 'Si no fuiste tú, alguien ha iniciado sesión en tu cuenta. Crea una contraseña nueva ahora: así se cierran todas las sesiones.',
      link: setPassword(resetPage),
    },
    reason: ofOwner(appName),
  }),

  newAddressCode: ({ appName, code, minutes, ...mail }) => ({
    subject: `Confirma tu nueva dirección para ${appName} (${time(mail.at)})`,
    heading: 'Confirma tu nueva dirección de correo',
    says: [`Escribe este código para usar esta dirección en tu cuenta de ${appName}.`],
    code,
    facts: [expires(minutes), happened('Solicitado', mail)],
    notYou: {
      says: 'Si no fuiste tú, ignora este correo: sin el código, ninguna cuenta usará esta dirección.',
    },
    reason: `Recibes este correo porque alguien escribió esta dirección como la nueva de una cuenta de ${appName}.`,
  }),

  passwordResetCode: ({ appName, code, minutes, link, linkMinutes, ...mail }) => ({
    subject: `Restablece tu contraseña de ${appName} (${time(mail.at)})`,
    heading: 'Restablece tu contraseña',
    says: [
      `Escribe este código donde lo pediste para crear una contraseña nueva en tu cuenta de ${appName}. O abre el enlace, que funciona en cualquier navegador.`,
    ],
    code,
    action: setPassword(link),
    facts: [
      `El código caduca en ${minutesOf(minutes)} y el enlace, en ${minutesOf(linkMinutes)}. Cuando uses uno, el otro dejará de funcionar. No los compartas con nadie.`,
      happened('Solicitado', mail),
    ],
    notYou: { says: 'Si no fuiste tú, ignora este correo: tu contraseña sigue igual.' },
    reason: `Recibes este correo porque alguien pidió restablecer la contraseña de tu cuenta de ${appName}.`,
  }),

  passwordResetLink: ({ appName, link, minutes, ...mail }) => ({
    subject: `Restablece tu contraseña de ${appName} (${time(mail.at)})`,
    heading: 'Restablece tu contraseña',
    says: [`Abre el enlace para crear una contraseña nueva en tu cuenta de ${appName}.`],
    action: setPassword(link),
    facts: [
      `Este enlace caduca en ${minutesOf(minutes)} y sirve una sola vez. No lo compartas con nadie.`,
      happened('Solicitado', mail),
    ],
    notYou: { says: 'Si no fuiste tú, ignora este correo: tu contraseña sigue igual.' },
    reason: `Recibes este correo porque alguien pidió restablecer la contraseña de tu cuenta de ${appName}.`,
  }),

  verifyEmail: ({ appName, code, minutes, link, hours, ...mail }) => ({
    subject: `Confirma tu dirección para ${appName} (${time(mail.at)})`,
    heading: 'Confirma tu dirección de correo',
    says: [
      `Te damos la bienvenida a ${appName}. Escribe este código donde has iniciado sesión. O abre el enlace y escribe la contraseña que elegiste.`,
    ],
    code,
    action: { label: 'Confirmar mi dirección', url: link },
    facts: [
      `El código caduca en ${minutesOf(minutes)} y el enlace, en ${hoursOf(hours)}. No los compartas con nadie.`,
      happened('Solicitado', mail),
    ],
    notYou: {
      says: 'Si no abriste tú esta cuenta, abre el enlace y elige «Yo no abrí esta cuenta». Allí puedes eliminarla o hacerla tuya.',
    },
    reason: `Recibes este correo porque alguien abrió una cuenta de ${appName} con esta dirección.`,
  }),

  signInMail: ({ appName, code, minutes, link, linkMinutes, label, ...mail }) => ({
    subject: `Inicia sesión en ${appName} (${time(mail.at)})`,
    heading: 'Inicia sesión',
    says: [
      `Escribe este código donde lo pediste para iniciar sesión en tu cuenta de ${appName}. O abre el enlace.`,
      sameWords(label),
    ],
    code,
    action: { label: 'Continuar', url: link },
    facts: [...expiring({ minutes, linkMinutes }), happened('Solicitado', mail)],
    notYou: { says: 'Si no fuiste tú, ignora este correo: sin él nadie inicia sesión.' },
    reason: ofOwner(appName),
  }),

  signUpMail: ({ appName, code, minutes, link, linkMinutes, label, ...mail }) => ({
    subject: `Abre tu cuenta de ${appName} (${time(mail.at)})`,
    heading: 'Abre tu cuenta',
    says: [
      `Escribe este código donde lo pediste para abrir una cuenta de ${appName} con esta dirección. O abre el enlace.`,
      sameWords(label),
    ],
    code,
    action: { label: 'Continuar', url: link },
    facts: [...expiring({ minutes, linkMinutes }), happened('Solicitado', mail)],
    notYou: { says: 'Si no fuiste tú, ignora este correo: sin él no se abre ninguna cuenta.' },
    reason: ofStranger(appName),
  }),
}
