import type { Words } from './words.ts'

export const es: Words = {
  failed: 'Algo ha fallado. Comprueba tu conexión e inténtalo de nuevo.',
  tooMany: 'Demasiados intentos. Espera unos minutos e inténtalo de nuevo.',
  missing: 'Rellena este campo.',
  show: 'Mostrar',
  hide: 'Ocultar',
  backTo: 'Volver a {app}',
  closePage: 'Ya puedes cerrar esta página.',
  terms: 'Términos',
  privacy: 'Privacidad',
  support: 'Contactar con soporte',
  language: 'Idioma',
  summary: 'Revisa esto:',
  human: {
    required: 'Confirma que eres una persona y envía el formulario otra vez.',
    unscripted: 'Para esto hace falta JavaScript. Actívalo y envía el formulario otra vez.',
  },
  link: {
    label: 'Enlace del correo',
    hint: 'Copia el enlace completo del correo y pégalo aquí.',
    notAllowed: 'Este no es el enlace completo. Cópialo otra vez del correo, de principio a fin.',
  },
  email: {
    label: 'Correo electrónico',
    notAnEmail: 'Escribe una dirección de correo, por ejemplo ada@example.com.',
  },
  password: {
    label: 'Contraseña',
    new: 'Contraseña nueva',
    hint: 'Al menos {least} caracteres. Unas cuantas palabras sin relación funcionan bien.',
    tooShort: 'Usa al menos {least} caracteres.',
    tooLong: 'Usa menos caracteres.',
    tooCommon: 'Esta contraseña es demasiado común. Elige una más difícil de adivinar.',
    breached: 'Esta contraseña apareció en una filtración de datos. Elige una que nunca hayas usado.',
    tooPersonal: 'Esta contraseña se parece demasiado a tu correo o a nuestro nombre. Elige otra.',
    notAllowed: 'Esta contraseña no se puede usar. Elige otra.',
  },
  secondStep: {
    label: 'Segundo paso',
    hint: 'Tu cuenta tiene activada la verificación en dos pasos. Escribe el código de tu aplicación de autenticación o un código de recuperación.',
    wrong:
      'Este código es incorrecto o ya se ha usado. Espera al siguiente o escribe un código de recuperación.',
    byPasskey: 'Usar una llave de acceso',
  },
  reset: {
    title: 'Crea una contraseña nueva',
    explain: 'Se cerrará tu sesión en todos los dispositivos.',
    press: 'Guardar contraseña',
    broken: {
      title: 'Este enlace ya no funciona',
      text: 'Ha caducado, ya se usó o lo ha reemplazado uno más reciente.',
    },
    newLink: 'Pedir otro enlace',
    done: {
      title: 'Tu contraseña ha cambiado',
      text: 'Se ha cerrado tu sesión en todos los dispositivos. Inicia sesión con la contraseña nueva.',
    },
    ask: {
      title: 'Restablece tu contraseña',
      explain:
        'Escribe el correo electrónico de tu cuenta. Te enviaremos un enlace para crear una contraseña nueva.',
      press: 'Enviarme un enlace',
      asked: {
        title: 'Revisa tu correo',
        text: 'Si esta dirección tiene una cuenta, recibirás un enlace para crear una contraseña nueva. Si no llega en unos minutos, mira en la carpeta de spam.',
      },
      again: 'Usar otra dirección',
    },
  },
  verify: {
    title: 'Confirma tu correo electrónico',
    explain: 'Escribe la contraseña que elegiste para tu cuenta.',
    press: 'Confirmar correo',
    wrongPassword:
      'Esta no es la contraseña de la cuenta. Si no abriste la cuenta, elige esa opción más abajo.',
    done: {
      title: 'Tu correo electrónico está confirmado',
      text: 'Se ha cerrado tu sesión en todos los dispositivos. Inicia sesión para continuar.',
    },
    broken: {
      title: 'Este enlace ya no funciona',
      text: 'Ha caducado, ya se usó o lo ha reemplazado uno más reciente. Si tu dirección aún no está confirmada, inicia sesión y pide otro enlace.',
    },
    lost: {
      title: 'Abre el enlace otra vez',
      text: 'Esta página necesita el enlace de nuestro correo. Abre el correo y sigue el enlace de nuevo.',
    },
    notMine: 'Yo no abrí esta cuenta',
    takeOver: {
      title: 'Quédate con la cuenta',
      explain: 'Alguien usó tu correo electrónico. Puedes quedarte con la cuenta: empieza vacía.',
      press: 'Quedarme con la cuenta',
      done: {
        title: 'La cuenta es tuya',
        text: 'Nadie más puede usarla. Inicia sesión con tu correo electrónico y tu contraseña nueva.',
      },
    },
    remove: {
      title: 'Elimina la cuenta',
      explain: 'La borramos con todo lo que contiene.',
      press: 'Eliminar la cuenta',
      done: {
        title: 'La cuenta se ha eliminado',
        text: 'Tu correo electrónico ya no se usa aquí.',
      },
    },
    wrongAddress: 'Escribe la dirección que recibió el correo. Si es correcta, el enlace ya no funciona.',
  },
  keep: {
    title: 'Conserva tu cuenta',
    explain:
      'Tu cuenta está a punto de eliminarse. Escribe su correo electrónico para conservarla con todo lo que contiene.',
    press: 'Conservar la cuenta',
    wrongAddress: 'Escribe la dirección que recibió el correo. Si es correcta, el enlace ya no funciona.',
    done: {
      title: 'Tu cuenta se conserva',
      text: 'No se ha eliminado nada. Inicia sesión para continuar. Si no pediste eliminarla, crea una contraseña nueva.',
    },
    lost: {
      title: 'Abre el enlace otra vez',
      text: 'Esta página necesita el enlace de nuestro correo. Abre el correo y sigue el enlace de nuevo.',
    },
  },
  notMe: {
    title: '¿No fuiste tú?',
    explain:
      'Recupera tu cuenta. Se cerrará la sesión en todos los dispositivos y las llaves de acceso y las aplicaciones de autenticación volverán a ser las de hace una semana. Si añadiste alguna desde entonces, vuelve a añadirla.',
    hint: 'La contraseña antigua deja de funcionar. Deja este campo vacío para crear una más tarde.',
    press: 'Recuperar la cuenta',
    wrongAddress: 'Escribe la dirección que recibió el correo. Si es correcta, el enlace ya no funciona.',
    done: {
      title: 'La cuenta vuelve a ser tuya',
      text: 'Se ha cerrado la sesión en todos los dispositivos. Inicia sesión con tu contraseña nueva.',
    },
    mailed: {
      title: 'La cuenta vuelve a ser tuya',
      text: 'Se ha cerrado la sesión en todos los dispositivos. Te hemos enviado un enlace para crear una contraseña nueva.',
    },
    lost: {
      title: 'Abre el enlace otra vez',
      text: 'Esta página necesita el enlace de nuestro correo. Abre el correo y sigue el enlace de nuevo.',
    },
  },
  undo: {
    title: 'Recupera tu cuenta',
    explain:
      'Alguien pasó tu cuenta a otro correo electrónico. Si no fuiste tú, recupérala. Se cerrará la sesión en todos los dispositivos.',
    hint: 'La contraseña antigua deja de funcionar. Deja este campo vacío para crear una más tarde.',
    press: 'Recuperar la cuenta',
    wrongAddress: 'Escribe la dirección que recibió el correo. Si es correcta, el enlace ya no funciona.',
    done: {
      title: 'Has recuperado tu cuenta',
      text: 'Vuelve a usar tu correo electrónico y se ha cerrado la sesión en todos los dispositivos. Inicia sesión con tu contraseña nueva.',
    },
    mailed: {
      title: 'Has recuperado tu cuenta',
      text: 'Vuelve a usar tu correo electrónico y se ha cerrado la sesión en todos los dispositivos. Te hemos enviado un enlace para crear una contraseña nueva.',
    },
    lost: {
      title: 'Abre el enlace otra vez',
      text: 'Esta página necesita el enlace de nuestro correo. Abre el correo y sigue el enlace de nuevo.',
    },
  },
}
