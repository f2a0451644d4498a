import type { FactorChanges } from '../message.ts'

/** What each change of a factor is called. The app's name follows the subject. */
export const FACTOR_CHANGES: FactorChanges = {
  totp_added: {
    subject: 'Se ha añadido una aplicación de autenticación a',
    heading: 'Se ha añadido una aplicación de autenticación',
    says: 'A partir de ahora, al iniciar sesión con contraseña o por correo se pide un segundo paso, por ejemplo un código de esta aplicación. Se han cerrado todas las demás sesiones.',
  },
  totp_removed: {
    subject: 'Se ha quitado una aplicación de autenticación de',
    heading: 'Se ha quitado una aplicación de autenticación',
    says: 'Los códigos de esta aplicación ya no sirven para iniciar sesión. Si era lo último que quedaba, la verificación en dos pasos también se ha desactivado.',
  },
  passkey_added: {
    subject: 'Se ha añadido una llave de acceso a',
    heading: 'Se ha añadido una llave de acceso',
    says: 'A partir de ahora, esta llave de acceso inicia sesión sin contraseña.',
  },
  first_passkey_added: {
    subject: 'Se ha añadido una llave de acceso a',
    heading: 'Se ha añadido una llave de acceso',
    says: 'A partir de ahora, esta llave de acceso inicia sesión sin contraseña, y cualquier otra forma de iniciar sesión pide un segundo paso. Se han cerrado todas las demás sesiones.',
  },
  passkey_removed: {
    subject: 'Se ha quitado una llave de acceso de',
    heading: 'Se ha quitado una llave de acceso',
    says: 'Esta llave de acceso ya no sirve para iniciar sesión. Si era lo último que quedaba, la verificación en dos pasos también se ha desactivado.',
  },
  recovery_codes: {
    subject: 'Se han creado códigos de recuperación nuevos para',
    heading: 'Se han creado códigos de recuperación nuevos',
    says: 'Los códigos de recuperación anteriores ya no sirven.',
  },
  second_step_on: {
    subject: 'Se ha activado la verificación en dos pasos en',
    heading: 'Se ha activado la verificación en dos pasos',
    says: 'A partir de ahora, al iniciar sesión con contraseña o por correo se pide un segundo paso. Se han cerrado todas las demás sesiones.',
  },
  second_step_off: {
    subject: 'Se ha desactivado la verificación en dos pasos en',
    heading: 'Se ha desactivado la verificación en dos pasos',
    says: 'Ya no se pide un segundo paso para iniciar sesión. Los códigos de recuperación ya no sirven.',
  },
  second_step_reset: {
    subject: 'Se ha restablecido la verificación en dos pasos en',
    heading: 'Se ha restablecido la verificación en dos pasos',
    says: 'Quien gestiona el servicio ha quitado la aplicación de autenticación, las llaves de acceso y los códigos de recuperación de tu cuenta. Se han cerrado todas las sesiones. Ya no se pide un segundo paso para iniciar sesión.',
  },
  mail_sign_in_on: {
    subject: 'Se ha activado el inicio de sesión por correo en',
    heading: 'Se ha activado el inicio de sesión por correo',
    says: 'A partir de ahora, con un código o un enlace de un correo se inicia sesión sin contraseña.',
  },
  mail_sign_in_off: {
    subject: 'Se ha desactivado el inicio de sesión por correo en',
    heading: 'Se ha desactivado el inicio de sesión por correo',
    says: 'Los códigos y los enlaces de los correos ya no inician sesión. Las demás formas de iniciar sesión siguen igual.',
  },
  connection_added: {
    subject: 'Se ha vinculado una cuenta de otro servicio a',
    heading: 'Se ha vinculado una cuenta de otro servicio',
    says: 'A partir de ahora, con una cuenta de {provider} se inicia sesión en tu cuenta sin contraseña.',
  },
  connection_removed: {
    subject: 'Se ha desvinculado una cuenta de otro servicio de',
    heading: 'Se ha desvinculado una cuenta de otro servicio',
    says: 'Esta cuenta de {provider} ya no sirve para iniciar sesión. Las demás formas de iniciar sesión siguen igual.',
  },
}
