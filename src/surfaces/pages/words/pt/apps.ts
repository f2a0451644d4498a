import type { AppWords } from '../apps-words.ts'

export const apps: AppWords = {
  scopes: {
    openid: 'Saber quem você é',
    profile: 'Ver seu nome e seu idioma',
    email: 'Ver seu endereço de e-mail',
    offline_access: 'Manter a sessão enquanto você está fora',
  },
  consent: {
    title: 'Permitir que {name} use sua conta?',
    from: 'Depois você volta para {host}.',
    here: 'O aplicativo roda neste dispositivo.',
    since: 'Registrado aqui em {date}.',
    may: 'O aplicativo poderá:',
    allow: 'Permitir',
    refuse: 'Agora não',
    later: 'Você pode retirar a permissão em Aplicativos, na sua conta.',
  },
  go: {
    title: 'Continuar para {name}?',
    text: 'Continue somente se você acabou de abrir o aplicativo.',
    press: 'Continuar para {name}',
  },
  choose: {
    title: 'Escolha uma conta para {name}',
    press: 'Seguir como {email}',
    other: 'Usar outra conta',
  },
  back: {
    title: 'Volte para {name}',
    text: 'Lá está tudo pronto.',
    press: 'Abrir {name}',
  },
  leaving: {
    title: 'Um momento',
    text: 'Você está indo para {name}.',
  },
  over: {
    title: 'Este pedido terminou',
    text: 'Volte ao aplicativo e comece de novo.',
  },
  unknown: {
    title: 'Este aplicativo não pode iniciar sua sessão',
    app: 'O aplicativo que enviou você não está registrado ou está desativado. Avise quem o mantém.',
    address: 'O aplicativo quer levar você a um endereço que não está registrado. Avise quem o mantém.',
  },
  goOn: {
    text: 'Você veio de um aplicativo.',
    press: 'Seguir para o aplicativo',
  },
}
