import type { Language } from '../../../core/language.ts'

/** What the pages say, complete in every language by the compiler. */
export type Words = {
  needsScript: string
  keyMissing: string
  failed: string
  tooMany: string
  working: string
  reset: {
    title: string
    linkBroken: string
    account: string
    rules: (least: number) => string
    password: string
    again: string
    show: string
    hide: string
    save: string
    done: string
    mismatch: string
    tooShort: (least: number) => string
    tooCommon: string
    breached: string
    tooPersonal: string
    notAllowed: string
  }
  verify: {
    title: string
    linkBroken: string
    explain: string
    password: string
    press: string
    done: string
    wrongPassword: string
    notMine: string
    address: string
    explainTakeOver: string
    newPassword: string
    takeOver: string
    takenOver: string
    explainRemove: string
    remove: string
    removed: string
    wrongAddress: string
  }
  undo: {
    title: string
    explain: string
    address: string
    explainPassword: string
    newPassword: string
    press: string
    done: string
    wrongAddress: string
  }
}

const en: Words = {
  needsScript:
    'This page needs JavaScript: your browser reads the key in the link, so that no server log ever has it. Turn JavaScript on, or open the link in another browser.',
  keyMissing: 'This link has lost its key. Open the link in the mail again.',
  failed: 'That did not work. Try again in a moment.',
  tooMany: 'That was too often. Try again later.',
  working: 'One moment …',
  reset: {
    title: 'Set a new password',
    linkBroken:
      'This link is no longer good: it was used or has expired. Ask for a new one where you sign in.',
    account: 'Account',
    rules: (least) =>
      `At least ${least} characters; more is better, and every character is allowed. Not a common password, and not your address.`,
    password: 'New password',
    again: 'New password, once more',
    show: 'Show passwords',
    hide: 'Hide passwords',
    save: 'Save the password',
    done: 'Your password has been changed, and all sessions were signed out. You can sign in with the new one now.',
    mismatch: 'The two passwords differ.',
    tooShort: (least) => `The password needs at least ${least} characters.`,
    tooCommon: 'This password is too common: it is among the first that are tried.',
    breached: 'This password is known from a data breach: choose one you have never used.',
    tooPersonal: 'The password is too close to your address or to our name.',
    notAllowed: 'This password cannot be used. Choose another one.',
  },
  verify: {
    title: 'Confirm your address',
    linkBroken:
      'This link is no longer good: it was used, has expired, or a newer one was mailed. If your address is not confirmed yet, sign in and ask for a new link.',
    explain: 'Type the password you chose when you opened the account.',
    password: 'Password of the account',
    press: 'Confirm my address',
    done: 'Your address is confirmed, and all sessions were signed out. You can sign in now.',
    wrongPassword: 'That is not the password of this account. If you have not opened it, see below.',
    notMine: 'I did not open this account',
    address: 'Your address',
    explainTakeOver:
      'Somebody else has opened an account with your address. You can make it yours: it starts empty, with a password that you choose now.',
    newPassword: 'New password',
    takeOver: 'Make the account mine',
    takenOver: 'The account is yours. You can sign in with your address and the new password.',
    explainRemove: 'If you want no account, remove it.',
    remove: 'Remove the account',
    removed: 'The account was removed. Nothing of it is left.',
    wrongAddress: 'That is not the address this link was mailed to, or the link is no longer good.',
  },
  undo: {
    title: 'Take your account back',
    explain:
      'Your account was moved to another address. If that was not you, take it back: it returns to your address, and all sessions are signed out.',
    address: 'Your address, which this link was mailed to',
    explainPassword:
      'The old password stops working. Choose a new one, or leave this empty: then we mail you a link.',
    newPassword: 'New password',
    press: 'Take the account back',
    done: 'Your account is back at your address, and all sessions were signed out. We have mailed you what comes next.',
    wrongAddress: 'That is not the address this link was mailed to, or the link is no longer good.',
  },
}

const es: Words = {
  needsScript:
    'Esta página necesita JavaScript: tu navegador lee la clave del enlace, para que no quede en el registro de ningún servidor. Activa JavaScript o abre el enlace en otro navegador.',
  keyMissing: 'A este enlace le falta su clave. Abre otra vez el enlace del correo.',
  failed: 'No ha funcionado. Inténtalo de nuevo dentro de un momento.',
  tooMany: 'Demasiados intentos. Inténtalo de nuevo más tarde.',
  working: 'Un momento …',
  reset: {
    title: 'Pon una contraseña nueva',
    linkBroken: 'Este enlace ya no vale: se usó o caducó. Pide uno nuevo donde inicias sesión.',
    account: 'Cuenta',
    rules: (least) =>
      `Al menos ${least} caracteres; cuantos más, mejor, y vale cualquier carácter. Que no sea una contraseña común ni tu dirección.`,
    password: 'Contraseña nueva',
    again: 'Contraseña nueva, otra vez',
    show: 'Mostrar las contraseñas',
    hide: 'Ocultar las contraseñas',
    save: 'Guardar la contraseña',
    done: 'Tu contraseña ha cambiado y se han cerrado todas las sesiones. Ya puedes entrar con la nueva.',
    mismatch: 'Las dos contraseñas son distintas.',
    tooShort: (least) => `La contraseña necesita al menos ${least} caracteres.`,
    tooCommon: 'Esta contraseña es demasiado común: es de las primeras que se prueban.',
    breached: 'Esta contraseña apareció en una filtración de datos: elige una que nunca hayas usado.',
    tooPersonal: 'La contraseña se parece demasiado a tu dirección o a nuestro nombre.',
    notAllowed: 'Esta contraseña no se puede usar. Elige otra.',
  },
  verify: {
    title: 'Confirma tu dirección',
    linkBroken:
      'Este enlace ya no vale: se usó, caducó o se envió otro más nuevo. Si tu dirección aún no está confirmada, inicia sesión y pide un enlace nuevo.',
    explain: 'Escribe la contraseña que elegiste al abrir la cuenta.',
    password: 'Contraseña de la cuenta',
    press: 'Confirmar mi dirección',
    done: 'Tu dirección está confirmada y se han cerrado todas las sesiones. Ya puedes entrar.',
    wrongPassword: 'Esa no es la contraseña de esta cuenta. Si no la abriste tú, mira más abajo.',
    notMine: 'Yo no abrí esta cuenta',
    address: 'Tu dirección',
    explainTakeOver:
      'Otra persona ha abierto una cuenta con tu dirección. Puedes hacerla tuya: empieza vacía, con la contraseña que elijas ahora.',
    newPassword: 'Contraseña nueva',
    takeOver: 'Hacer mía la cuenta',
    takenOver: 'La cuenta es tuya. Ya puedes entrar con tu dirección y la contraseña nueva.',
    explainRemove: 'Si no quieres ninguna cuenta, elimínala.',
    remove: 'Eliminar la cuenta',
    removed: 'La cuenta se ha eliminado. No queda nada de ella.',
    wrongAddress: 'Esa no es la dirección a la que se envió este enlace, o el enlace ya no vale.',
  },
  undo: {
    title: 'Recupera tu cuenta',
    explain:
      'Tu cuenta pasó a otra dirección. Si no fuiste tú, recupérala: vuelve a tu dirección y se cierran todas las sesiones.',
    address: 'Tu dirección, a la que se envió este enlace',
    explainPassword:
      'La contraseña antigua deja de valer. Elige una nueva, o deja esto vacío: entonces te enviamos un enlace.',
    newPassword: 'Contraseña nueva',
    press: 'Recuperar la cuenta',
    done: 'Tu cuenta ha vuelto a tu dirección y se han cerrado todas las sesiones. Te hemos enviado cómo seguir.',
    wrongAddress: 'Esa no es la dirección a la que se envió este enlace, o el enlace ya no vale.',
  },
}

export const WORDS: Record<Language, Words> = { en, es }
