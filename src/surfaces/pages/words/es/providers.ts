import type { ProviderWords } from '../provider-words.ts'

export const providers: ProviderWords = {
  with: 'Continuar con {provider}',
  refusals: {
    cancelled: {
      title: 'Has cancelado',
      text: 'No has continuado con {provider}. No se ha cambiado nada. Inténtalo de nuevo o usa otra forma.',
    },
    refused: {
      title: 'No ha funcionado',
      text: '{provider} no ha confirmado quién eres. Inténtalo de nuevo o usa otra forma.',
    },
    down: {
      title: 'El otro servicio no responde',
      text: '{provider} no responde ahora mismo. Inténtalo de nuevo en unos minutos. Las demás formas de iniciar sesión siguen funcionando.',
    },
    lost: {
      title: 'Empieza de nuevo',
      text: 'Empezaste con {provider} en otro navegador o hace demasiado tiempo. Vuelve atrás y empieza otra vez.',
    },
    unusable: {
      title: 'Usa otra forma de iniciar sesión',
      text: 'No puedes iniciar sesión en esta cuenta con {provider}.',
    },
    closed: {
      title: 'Aquí no se pueden abrir cuentas nuevas',
      text: 'Esta cuenta de {provider} no está vinculada con ninguna cuenta de aquí. Si tienes una, inicia sesión de otra forma y vincula {provider} en Seguridad.',
    },
  },
  again: 'Volver al inicio de sesión',
  known: {
    title: 'Ya tienes una cuenta',
    text: '{email} ya tiene una cuenta aquí. Inicia sesión en ella una vez para vincular {provider}. Después podrás iniciar sesión con {provider}.',
    press: 'Iniciar sesión',
    other: 'Usar otra forma',
  },
  prove: {
    title: 'Confirma tu correo electrónico',
    text: '{provider} nos ha dado la dirección {email}. Te enviaremos un código para confirmar que es tuya.',
    noAddress:
      '{provider} no nos ha dado ninguna dirección. Escribe la tuya y te enviaremos un código para confirmarla.',
    press: 'Enviarme un código',
  },
  connect: {
    title: '¿Vincular {provider}?',
    lead: 'Con la cuenta de {provider} {identity} se podrá iniciar sesión en la cuenta {email}.',
    leadNameless: 'Con tu cuenta de {provider} se podrá iniciar sesión en la cuenta {email}.',
    warning: 'Vincula solo una cuenta que sea tuya: quien la use podrá iniciar sesión aquí.',
    press: 'Vincular',
    refuse: 'Ahora no',
    taken: {
      title: 'Vinculada con otra cuenta',
      text: 'Esta cuenta de {provider} está vinculada aquí con otra cuenta. Desvincúlala antes allí.',
    },
    over: {
      title: 'Esta solicitud ha terminado',
      text: 'Es demasiado antigua o ya se ha usado. Empieza de nuevo en Seguridad, en tu cuenta.',
    },
    otherAccount: {
      title: 'Has iniciado sesión con otra cuenta',
      text: 'Esta solicitud es de otra cuenta. Inicia sesión antes en ella.',
    },
  },
  panel: {
    title: 'Cuentas vinculadas',
    text: 'Inicia sesión con una cuenta que tengas en otro servicio.',
    none: {
      title: 'Aún no hay cuentas vinculadas',
      text: 'Vincula una para iniciar sesión sin contraseña.',
    },
    connect: 'Vincular {provider}',
    disconnect: {
      press: 'Desvincular',
      label: 'Desvincular {provider}',
    },
    connected: 'Vinculada el {date}',
    used: 'Último uso: {date}',
    neverUsed: 'Aún sin usar',
    notOffered: '{provider} ya no se ofrece aquí y no sirve para iniciar sesión.',
    done: {
      connected: 'La cuenta está vinculada. Ya puedes iniciar sesión con ella.',
      disconnected: 'La cuenta ya no está vinculada.',
    },
    last: 'Esta es tu última forma de iniciar sesión. Crea antes una contraseña o añade una llave de acceso.',
  },
}
