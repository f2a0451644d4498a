import type { Language } from '../../../core/language.ts'

/** What the pages say, complete in every language by the compiler. */
type Words = {
  needsScript: string
  linkBroken: string
  failed: string
  tooMany: string
  working: string
  reset: {
    title: string
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
  verify: { title: string; explain: string; press: string; done: string }
  undo: { title: string; explain: string; press: string; done: string }
}

const en: Words = {
  needsScript:
    'This page needs JavaScript: the key in your link is read in your browser, so that no server log ever sees it.',
  linkBroken: 'This link is no longer good: it was used, has expired, or is incomplete. Ask for a new one.',
  failed: 'That did not work. Try again in a moment.',
  tooMany: 'That was too often. Try again in a minute.',
  working: 'One moment …',
  reset: {
    title: 'Set a new password',
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
    explain: 'Press the button to confirm that this address is yours.',
    press: 'Confirm my address',
    done: 'Thank you. Your address is confirmed.',
  },
  undo: {
    title: 'Take your account back',
    explain:
      'Your account was moved to another address. If that was not you, press the button: the account returns to your address, and all sessions are signed out.',
    press: 'Undo the change',
    done: 'Your account is back at your address, and all sessions were signed out. Set a new password now.',
  },
}

const es: Words = {
  needsScript:
    'Esta página necesita JavaScript: la clave de tu enlace se lee en tu navegador, para que ningún registro de un servidor la vea.',
  linkBroken: 'Este enlace ya no vale: se usó, caducó o está incompleto. Pide uno nuevo.',
  failed: 'No ha funcionado. Inténtalo de nuevo dentro de un momento.',
  tooMany: 'Demasiados intentos. Inténtalo de nuevo dentro de un minuto.',
  working: 'Un momento …',
  reset: {
    title: 'Pon una contraseña nueva',
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
    explain: 'Pulsa el botón para confirmar que esta dirección es tuya.',
    press: 'Confirmar mi dirección',
    done: 'Gracias. Tu dirección está confirmada.',
  },
  undo: {
    title: 'Recupera tu cuenta',
    explain:
      'Tu cuenta pasó a otra dirección. Si no fuiste tú, pulsa el botón: la cuenta vuelve a tu dirección y se cierran todas las sesiones.',
    press: 'Deshacer el cambio',
    done: 'Tu cuenta ha vuelto a tu dirección y se han cerrado todas las sesiones. Pon ahora una contraseña nueva.',
  },
}

export const WORDS: Record<Language, Words> = { en, es }
