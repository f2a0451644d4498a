import type { AppWords } from '../apps-words.ts'

export const apps: AppWords = {
  scopes: {
    openid: 'Saber quién eres',
    profile: 'Ver tu nombre y tu idioma',
    email: 'Ver tu dirección de correo electrónico',
    offline_access: 'Mantener la sesión cuando no estés',
  },
  consent: {
    title: '¿Permitir que {name} use tu cuenta?',
    from: 'Te llevará de vuelta a {host}.',
    here: 'Se ejecuta en este dispositivo.',
    since: 'Registrada aquí el {date}.',
    may: 'Podrá:',
    allow: 'Permitir',
    refuse: 'Ahora no',
    later: 'Puedes retirar el permiso en Aplicaciones, en tu cuenta.',
  },
  go: {
    title: '¿Continuar a {name}?',
    text: 'Continúa solo si acabas de abrirla.',
    press: 'Continuar a {name}',
  },
  choose: {
    title: 'Elige una cuenta para {name}',
    press: 'Continuar como {email}',
    other: 'Usar otra cuenta',
  },
  back: {
    title: 'Vuelve a {name}',
    text: 'Allí todo está listo.',
    press: 'Abrir {name}',
  },
  leaving: {
    title: 'Un momento',
    text: 'Te llevamos a {name}.',
  },
  over: {
    title: 'Esta solicitud ha terminado',
    text: 'Vuelve a la aplicación y empieza de nuevo.',
  },
  unknown: {
    title: 'Esta aplicación no puede iniciar tu sesión',
    app: 'La aplicación que te envió aquí no está registrada o está desactivada. Avisa a quien la gestiona.',
    address:
      'La aplicación quiere llevarte a una dirección que no está registrada. Avisa a quien la gestiona.',
  },
  goOn: {
    text: 'Has llegado desde una aplicación.',
    press: 'Seguir a la aplicación',
  },
}
