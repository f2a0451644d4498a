import type { SecurityWords } from '../security-words.ts'

export const security: SecurityWords = {
  lead: 'Cómo inicias sesión y qué protege tu cuenta.',
  done: {
    password: 'Se ha guardado tu contraseña. Se han cerrado todas las demás sesiones.',
    passkey: 'Se ha añadido tu llave de acceso.',
    passkey_renamed: 'Tu llave de acceso tiene un nombre nuevo.',
    passkey_removed: 'Se ha quitado la llave de acceso.',
    app_removed: 'Se ha quitado la aplicación de autenticación.',
    second_step_on: 'La verificación en dos pasos está activada. Se han cerrado todas las demás sesiones.',
    second_step_off: 'La verificación en dos pasos está desactivada.',
    mail_on: 'Puedes volver a iniciar sesión con un código por correo.',
    mail_off: 'Ya nadie puede iniciar sesión con un código por correo.',
  },
  confirm: {
    title: 'Confirma que eres tú',
    text: 'Antes de cambiar algo aquí, confirma que eres tú. La confirmación vale diez minutos.',
    press: 'Confirmar que soy yo',
  },
  demanded: {
    title: 'La verificación en dos pasos es obligatoria',
    text: 'Añade una llave de acceso o una aplicación de autenticación. Hasta entonces no podrás usar algunas partes de tu cuenta.',
  },
  resetting: {
    title: 'Se restablecerá la verificación en dos pasos',
    text: 'Alguien nos pidió quitar tus llaves de acceso y tu aplicación de autenticación. Lo haremos mañana. Si no fuiste tú, cierra la sesión e iníciala otra vez con tu segundo paso: así se cancela.',
    textOn:
      'Alguien nos pidió quitar tus llaves de acceso y tu aplicación de autenticación. Lo haremos el {date}. Si no fuiste tú, cierra la sesión e iníciala otra vez con tu segundo paso: así se cancela.',
  },
  on: 'En uso',
  off: 'Sin uso',
  password: {
    has: 'Tienes una contraseña.',
    hasNone: 'Inicias sesión sin contraseña.',
    set: 'Crear una contraseña',
    change: 'Cambiar la contraseña',
    press: 'Guardar contraseña',
  },
  passkeys: {
    title: 'Llaves de acceso',
    text: 'Inicia sesión con tu huella, tu cara o el bloqueo de tu dispositivo. Ninguna página falsa puede robar una llave de acceso.',
    none: {
      title: 'Aún no hay llaves de acceso',
      text: 'Una llave de acceso es más rápida y más segura que una contraseña.',
    },
    movesWithAddress:
      'Las llaves de acceso dependen de la dirección de este servicio. Si el servicio cambia de dominio, tendrás que añadirlas otra vez.',
    added: 'Añadida el {date}',
    used: 'Último uso: {date}',
    neverUsed: 'Aún sin usar',
    name: 'Nombre',
    nameHint: 'Para reconocerla, por ejemplo «Portátil del trabajo».',
    add: 'Añadir una llave de acceso',
    press: 'Añadir llave de acceso',
    edit: 'Cambiar el nombre o quitarla',
    rename: 'Guardar nombre',
    remove: {
      text: 'Ya nadie podrá iniciar sesión con ella. Elimínala también en tu dispositivo.',
      press: 'Quitar llave de acceso',
    },
  },
  app: {
    title: 'Aplicación de autenticación',
    text: 'Una aplicación de tu teléfono muestra seis dígitos. Los escribes después de la contraseña.',
    since: 'Añadida el {date}',
    add: {
      title: 'Añade una aplicación de autenticación',
      text: 'Sirve cualquier aplicación de códigos de un solo uso, como 1Password, Google Authenticator o la aplicación de contraseñas de tu teléfono.',
      press: 'Añadir aplicación',
    },
    isOther:
      'Este es un código nuevo. El anterior ya no sirve: escanea este y quita la entrada antigua de tu aplicación.',
    scan: 'Escanea este código con tu aplicación.',
    secret: 'O escribe esta clave en la aplicación:',
    code: 'Código de la aplicación',
    hint: 'Seis dígitos. La aplicación muestra otros cada 30 segundos.',
    confirm: 'Confirmar y activar',
    remove: {
      title: 'Quitar la aplicación',
      text: 'Ya no se pedirán sus códigos. Si no te queda otro segundo paso, la verificación en dos pasos se desactiva.',
      press: 'Quitar aplicación',
    },
  },
  secondStep: {
    title: 'Verificación en dos pasos',
    text: 'Después de la contraseña, de un código por correo o de una cuenta vinculada, pedimos una llave de acceso o un código de tu aplicación.',
    turnOn: 'Activar',
    turnOff: {
      title: 'Desactivar',
      text: 'Después bastará tu contraseña, tu buzón de correo o una cuenta vinculada para iniciar sesión.',
      press: 'Desactivar',
    },
    codesLeft: {
      none: 'No te quedan códigos de recuperación.',
      one: 'Te queda 1 código de recuperación.',
      other: 'Te quedan {count} códigos de recuperación.',
    },
    newCodes: {
      title: 'Códigos de recuperación nuevos',
      text: 'Recibes diez códigos nuevos. Los anteriores dejan de funcionar.',
      press: 'Crear códigos nuevos',
    },
  },
  codes: {
    title: 'Guarda tus códigos de recuperación',
    text: 'Si pierdes tu dispositivo, cada uno de estos códigos te sirve una vez como segundo paso. Guárdalos donde puedas encontrarlos sin ese dispositivo. Solo los mostramos ahora.',
    name: 'Códigos de recuperación',
    owner: 'Códigos de recuperación de {app}',
    file: 'codigos-de-recuperacion.txt',
    copy: 'Copiar',
    copied: 'Copiado',
    download: 'Descargar',
    print: 'Imprimir',
    kept: 'Ya los he guardado',
  },
  mail: {
    title: 'Inicio de sesión por correo',
    text: 'Inicias sesión con un código o un enlace que te enviamos por correo. Desactívalo si otras personas pueden leer tu correo.',
    turnOn: 'Activar',
    turnOff: {
      title: 'Desactivar',
      text: 'Después necesitarás tu contraseña o una llave de acceso para iniciar sesión.',
      press: 'Desactivar',
    },
  },
}
