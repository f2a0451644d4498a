import type { ProfileWords } from '../profile-words.ts'

export const profile: ProfileWords = {
  done: {
    profile: 'Se ha guardado tu perfil.',
    language: 'Se ha guardado tu idioma.',
    verified: 'Tu correo electrónico está confirmado.',
    mailed: 'Te hemos enviado un código nuevo.',
    moved: 'Tu cuenta tiene ahora la dirección nueva. Se han cerrado todas las demás sesiones.',
  },
  profile: {
    title: 'Perfil',
    text: 'Lo que las aplicaciones pueden mostrar de ti.',
    members: {
      first_name: 'Nombre',
      last_name: 'Apellidos',
      bio: 'Sobre ti',
      phone_number: 'Teléfono',
      address: 'Dirección postal',
      document_number: 'Número de documento',
    },
    press: 'Guardar perfil',
  },
  language: {
    text: 'El de estas páginas y el de los correos que te enviamos.',
    press: 'Guardar idioma',
  },
  verify: {
    text: 'Te hemos enviado un código por correo. Hasta que lo escribas, no podrás usar algunas partes de tu cuenta.',
    press: 'Confirmar',
    again: 'Enviarme otro código',
  },
  address: {
    title: 'Correo electrónico',
    is: 'Inicias sesión con {email}.',
    change: 'Cambiar el correo electrónico',
    text: 'Enviamos un código a cada dirección. Necesitas los dos.',
    email: 'Correo electrónico nuevo',
    press: 'Enviarme los códigos',
    mailed: 'Hemos enviado un código a tu dirección actual y otro a {email}.',
    codeCurrent: 'Código enviado a tu dirección actual',
    codeNew: 'Código enviado a la dirección nueva',
    move: 'Cambiar el correo electrónico',
    cancel: 'Cancelar',
  },
}
