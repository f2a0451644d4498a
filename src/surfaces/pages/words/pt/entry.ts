import type { EntryWords } from '../entry-words.ts'

export const entry: EntryWords = {
  or: 'ou',
  code: 'Código',
  strength: ['Fraca', 'Razoável', 'Boa', 'Forte'],
  signIn: {
    title: 'Entre em {app}',
    press: 'Entrar',
    byMail: 'Receber um código por e-mail',
    byPasskey: 'Usar uma chave de acesso',
    forgot: 'Esqueceu sua senha?',
    noAccount: 'Ainda não tem uma conta?',
    signUp: 'Criar uma conta',
    leaving: {
      title: 'Você entrou na conta',
      text: 'Vamos levar você para {host}.',
      press: 'Ir para {host}',
    },
  },
  signUp: {
    title: 'Crie sua conta {app}',
    lead: 'Digite seu endereço de e-mail. Enviaremos um código para confirmá-lo.',
    press: 'Continuar',
    hasAccount: 'Já tem uma conta?',
    closed: {
      title: 'Não é possível criar contas aqui',
      text: 'Se você tem uma conta, entre nela. Se precisa de uma, fale com a equipe deste serviço.',
    },
  },
  mailed: {
    text: 'Enviamos um código e um link para {email}. Se nada chegar, procure na pasta de spam.',
    label: 'O e-mail mostra estas duas palavras:',
    hint: 'Oito dígitos. Você pode colá-los.',
    press: 'Continuar',
    never: 'Nunca pedimos este código a você. Não o compartilhe com ninguém.',
  },
  link: {
    here: {
      title: 'Continuar com o link',
      press: 'Entrar',
    },
    elsewhere: {
      title: 'Entre neste dispositivo',
      text: 'Digite o endereço que recebeu o link. Para entrar onde você o pediu, digite lá o código do e-mail.',
      press: 'Entrar',
      wrong: 'Este não é o endereço que recebeu o link, ou o link não funciona mais.',
    },
    notHere: {
      title: 'Continue onde você começou',
      text: 'Digite o código do e-mail onde você o pediu. Abrir este link não faz o login de ninguém.',
    },
  },
  welcome: {
    title: 'Boas-vindas',
    lead: 'Sua conta foi criada. Você pode entrar a qualquer momento com um código por e-mail. Com uma senha ou uma chave de acesso é mais rápido.',
    firstName: 'Nome',
    lastName: 'Sobrenome',
    password: 'Senha (opcional)',
    passkey: 'Adicionar uma chave de acesso',
    skip: 'Agora não',
  },
  secondStep: {
    title: 'Confirme que é você',
    lead: 'Sua conta pede uma segunda etapa.',
    totp: 'Código do seu aplicativo autenticador',
    hint: 'Seis dígitos. Você pode colá-los.',
    press: 'Continuar',
    byPasskey: 'Usar uma chave de acesso',
    byRecoveryCode: 'Usar um código de recuperação',
    recoveryCode: 'Código de recuperação',
    recoveryHint:
      'Um dos códigos que você guardou ao ativar a verificação em duas etapas. Cada um só funciona uma vez.',
    byApp: 'Usar o aplicativo autenticador',
    lost: {
      title: 'O tempo acabou',
      text: 'Para sua segurança, entre de novo desde o início.',
      press: 'Entrar de novo',
    },
  },
  forgot: {
    lead: 'Digite o endereço de e-mail da sua conta. Enviaremos um código e um link.',
    press: 'Enviar um código',
    mailed: 'Se {email} tiver uma conta, você receberá um código e um link. Procure também na pasta de spam.',
  },
  deleting: {
    title: 'Sua conta será excluída',
    text: 'Você pediu a exclusão. Em {date}, a conta será excluída com todo o conteúdo.',
    press: 'Manter minha conta',
  },
  signOut: {
    title: 'Sair da conta?',
    text: 'Você está usando a conta {email}.',
    press: 'Sair',
    everywhere: 'Sair em todos os dispositivos',
    stay: 'Continuar na conta',
    done: {
      title: 'Você saiu da conta',
      text: 'Se você compartilha este dispositivo, feche a janela.',
    },
  },
  broken: {
    notFound: {
      title: 'Esta página não existe',
      text: 'Verifique o endereço ou comece pela página inicial.',
    },
    refused: {
      title: 'Recusamos esta solicitação',
      text: 'Ela não veio de uma das nossas páginas. Abra a página de novo e tente mais uma vez.',
    },
    tooLarge: { title: 'O texto é longo demais', text: 'Encurte o que você digitou e envie de novo.' },
    tooMany: { title: 'Muitas solicitações', text: 'Aguarde um minuto e tente novamente.' },
    unavailable: {
      title: 'Não podemos responder agora',
      text: 'Nada foi alterado. Tente novamente em instantes.',
    },
    failed: { title: 'Algo deu errado', text: 'A falha é nossa. Nada foi alterado. Tente novamente.' },
    home: 'Ir para a página inicial',
  },
}
