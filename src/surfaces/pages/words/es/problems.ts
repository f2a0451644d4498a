import type { ProblemWords } from '../problem-words.ts'

export const problems: ProblemWords = {
  passkey: {
    known: 'Este dispositivo ya tiene una llave de acceso de tu cuenta.',
    failed: 'La llave de acceso no ha funcionado. Inténtalo de nuevo o usa otra forma.',
  },
  rules: {
    malformed: 'Esto no se puede usar así. Revísalo e inténtalo de nuevo.',
    confirmation: 'No coincide con el campo de arriba.',
    unchanged: 'Esta es la dirección que ya usas.',
    not_valid: 'Esto no se puede usar. Revísalo e inténtalo de nuevo.',
    unreachable: 'Se ha rechazado un correo a esta dirección. Compruébala.',
  },
  tooLong: 'Usa como máximo {most} caracteres.',
  fields: {
    code: 'Escribe solo los dígitos del código.',
    totp: 'Escribe los seis dígitos que muestra tu aplicación.',
    recovery_code: 'Escribe uno de tus códigos de recuperación.',
    confirm: 'Esta no es la dirección de tu cuenta.',
    credential: 'Esta llave de acceso no se puede usar. Inténtalo de nuevo o usa otra.',
  },
  refusals: {
    wrong_credentials:
      'El correo o la contraseña son incorrectos. Revisa los dos o pide un código por correo.',
    wrong_current_password: 'Esta contraseña es incorrecta. Inténtalo de nuevo.',
    invalid_code: 'Este código es incorrecto o ya no funciona. Revísalo o pide otro.',
    invalid_link: 'Este enlace ya no funciona. Pide otro.',
    first_step_missing: 'Ha pasado demasiado tiempo. Empieza de nuevo.',
    second_step_refused: 'No ha funcionado. Revisa el código, espera al siguiente o usa otra forma.',
    passkey_refused: 'Esta llave de acceso no ha funcionado. Usa otra llave u otra forma de iniciar sesión.',
    second_step_required: 'Añade antes una llave de acceso o una aplicación de autenticación.',
    email_not_verified: 'Confirma antes tu correo electrónico.',
    email_taken: 'Esta dirección no se puede usar ahora. Inténtalo más tarde.',
    sign_up_closed: 'Aquí no se pueden abrir cuentas nuevas.',
    already_verified: 'Tu correo electrónico ya está confirmado.',
    last_way_in: 'Esta es tu última forma de iniciar sesión. Añade otra antes.',
    last_administrator: 'Eres la última persona que administra el servicio. Nombra antes a otra.',
    not_found: 'Esto ya no existe. Recarga la página.',
    origin_not_allowed:
      'Esta página ha estado abierta demasiado tiempo. No se ha cambiado nada. Envía el formulario otra vez.',
    unavailable: 'Ahora no podemos hacerlo. No se ha cambiado nada. Inténtalo de nuevo en unos instantes.',
  },
  tooMany: {
    one: 'Demasiados intentos. Inténtalo de nuevo dentro de un minuto.',
    other: 'Demasiados intentos. Inténtalo de nuevo dentro de {count} minutos.',
  },
  recentlyRecovered: {
    one: 'Tu cuenta se recuperó hace poco. Por seguridad, podrás hacer esto de nuevo dentro de una hora.',
    other:
      'Tu cuenta se recuperó hace poco. Por seguridad, podrás hacer esto de nuevo dentro de {count} horas.',
  },
  failed: 'Algo ha fallado. No se ha cambiado nada. Inténtalo de nuevo.',
}
