import type { AccountWords } from '../account-words.ts'

export const account: AccountWords = {
  navigation: 'Tu cuenta',
  skip: 'Ir al contenido',
  places: {
    account: 'Perfil',
    security: 'Seguridad',
    sessions: 'Dispositivos',
    apps: 'Aplicaciones',
    history: 'Historial',
    data: 'Tus datos',
  },
  back: 'Volver a la página',
  confirm: {
    title: 'Confirma que eres tú',
    lead: 'Por tu seguridad, te pedimos una confirmación antes de este cambio.',
    press: 'Confirmar',
    stepHint: 'El código de tu aplicación de autenticación o un código de recuperación.',
    mailed: 'Te hemos enviado por correo un código de seis dígitos.',
    cancel: 'Cancelar',
  },
  confirmed: {
    title: 'Gracias',
    text: 'Ya puedes terminar lo que empezaste.',
    press: 'Continuar',
  },
}
