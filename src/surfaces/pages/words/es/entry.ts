import type { EntryWords } from '../entry-words.ts'

export const entry: EntryWords = {
  or: 'o',
  code: 'Código',
  strength: ['Débil', 'Aceptable', 'Buena', 'Segura'],
  signIn: {
    title: 'Inicia sesión en {app}',
    press: 'Iniciar sesión',
    byMail: 'Enviarme un código por correo',
    byPasskey: 'Usar una llave de acceso',
    forgot: '¿Olvidaste tu contraseña?',
    noAccount: '¿Aún no tienes cuenta?',
    signUp: 'Abrir una cuenta',
    leaving: {
      title: 'Has iniciado sesión',
      text: 'Te llevamos a {host}.',
      press: 'Ir a {host}',
    },
  },
  signUp: {
    title: 'Abre tu cuenta de {app}',
    lead: 'Escribe tu correo electrónico. Te enviaremos un código para confirmarlo.',
    press: 'Continuar',
    hasAccount: '¿Ya tienes cuenta?',
    closed: {
      title: 'Aquí no se pueden abrir cuentas nuevas',
      text: 'Si tienes una cuenta, inicia sesión. Si necesitas una, pídela a quien gestiona este servicio.',
    },
  },
  mailed: {
    text: 'Hemos enviado un código y un enlace a {email}. Si no llega nada, mira en la carpeta de spam.',
    label: 'El correo muestra estas dos palabras:',
    hint: 'Ocho dígitos. Puedes pegarlos.',
    press: 'Continuar',
    never: 'Nunca te pedimos este código. No lo compartas con nadie.',
  },
  link: {
    here: {
      title: 'Continuar con el enlace',
      press: 'Iniciar sesión',
    },
    elsewhere: {
      title: 'Inicia sesión en este dispositivo',
      text: 'Escribe la dirección que recibió el enlace. Para iniciar sesión donde lo pediste, escribe allí el código del correo.',
      press: 'Iniciar sesión',
      wrong: 'Esta no es la dirección que recibió el enlace, o el enlace ya no funciona.',
    },
    notHere: {
      title: 'Termina donde lo pediste',
      text: 'Escribe el código del correo donde lo pediste. Abrir este enlace no inicia ninguna sesión.',
    },
  },
  welcome: {
    title: 'Te damos la bienvenida',
    lead: 'Tu cuenta está abierta. Puedes iniciar sesión en cualquier momento con un código por correo. Con una contraseña o una llave de acceso es más rápido.',
    firstName: 'Nombre',
    lastName: 'Apellidos',
    password: 'Contraseña (opcional)',
    passkey: 'Añadir una llave de acceso',
    skip: 'Ahora no',
  },
  secondStep: {
    title: 'Confirma que eres tú',
    lead: 'Tu cuenta pide un segundo paso.',
    totp: 'Código de tu aplicación de autenticación',
    hint: 'Seis dígitos. Puedes pegarlos.',
    press: 'Continuar',
    byPasskey: 'Usar una llave de acceso',
    byRecoveryCode: 'Usar un código de recuperación',
    recoveryCode: 'Código de recuperación',
    recoveryHint:
      'Uno de los códigos que guardaste al activar la verificación en dos pasos. Cada uno sirve una sola vez.',
    byApp: 'Usar la aplicación de autenticación',
    lost: {
      title: 'Ha pasado demasiado tiempo',
      text: 'Por tu seguridad, inicia sesión otra vez desde el principio.',
      press: 'Iniciar sesión otra vez',
    },
  },
  forgot: {
    lead: 'Escribe el correo electrónico de tu cuenta. Te enviaremos un código y un enlace.',
    press: 'Enviarme un código',
    mailed:
      'Si {email} tiene una cuenta, recibirás un código y un enlace. Mira también en la carpeta de spam.',
  },
  deleting: {
    title: 'Tu cuenta se eliminará',
    text: 'Pediste eliminarla. El {date} se eliminará con todo lo que contiene.',
    press: 'Conservar mi cuenta',
  },
  signOut: {
    title: '¿Cerrar sesión?',
    text: 'Estás usando la cuenta {email}.',
    press: 'Cerrar sesión',
    everywhere: 'Cerrar sesión en todos los dispositivos',
    stay: 'Mantener la sesión abierta',
    done: {
      title: 'Has cerrado la sesión',
      text: 'Si compartes este dispositivo, cierra la ventana.',
    },
  },
  broken: {
    notFound: {
      title: 'Esta página no existe',
      text: 'Comprueba la dirección o empieza desde la página principal.',
    },
    refused: {
      title: 'Hemos rechazado esta solicitud',
      text: 'No venía de una de nuestras páginas. Abre la página de nuevo e inténtalo otra vez.',
    },
    tooLarge: { title: 'El texto es demasiado largo', text: 'Acorta lo que has escrito y envíalo otra vez.' },
    tooMany: { title: 'Demasiadas solicitudes', text: 'Espera un minuto e inténtalo de nuevo.' },
    unavailable: {
      title: 'Ahora mismo no podemos responder',
      text: 'No se ha cambiado nada. Inténtalo de nuevo en unos instantes.',
    },
    failed: {
      title: 'Algo ha fallado',
      text: 'Es culpa nuestra. No se ha cambiado nada. Inténtalo de nuevo.',
    },
    home: 'Ir a la página principal',
  },
}
