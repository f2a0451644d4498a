import type { Words } from './words.ts'

/** As it is written in Brazil. */
export const pt: Words = {
  failed: 'Algo deu errado. Verifique sua conexão e tente novamente.',
  tooMany: 'Muitas tentativas. Aguarde alguns minutos e tente novamente.',
  missing: 'Preencha este campo.',
  show: 'Mostrar',
  hide: 'Ocultar',
  backTo: 'Voltar para {app}',
  closePage: 'Você já pode fechar esta página.',
  terms: 'Termos',
  privacy: 'Privacidade',
  support: 'Falar com o suporte',
  language: 'Idioma',
  summary: 'Verifique isto:',
  human: {
    required: 'Confirme que você é uma pessoa e envie o formulário de novo.',
    unscripted: 'Isto precisa de JavaScript. Ative-o e envie o formulário de novo.',
  },
  link: {
    label: 'Link do e-mail',
    hint: 'Copie o link completo do e-mail e cole aqui.',
    notAllowed: 'Este não é o link completo. Copie de novo do e-mail, do começo ao fim.',
  },
  email: {
    label: 'E-mail',
    notAnEmail: 'Digite um endereço de e-mail, por exemplo ada@example.com.',
  },
  password: {
    label: 'Senha',
    new: 'Nova senha',
    hint: 'Pelo menos {least} caracteres. Algumas palavras sem relação entre si funcionam bem.',
    tooShort: 'Use pelo menos {least} caracteres.',
    tooLong: 'Use menos caracteres.',
    tooCommon: 'Esta senha é muito comum. Escolha uma mais difícil de adivinhar.',
    breached: 'Esta senha apareceu em um vazamento de dados. Escolha uma que você nunca usou.',
    tooPersonal: 'Esta senha é muito parecida com seu e-mail ou com o nosso nome. Escolha outra.',
    notAllowed: 'Esta senha não pode ser usada. Escolha outra.',
  },
  secondStep: {
    label: 'Segunda etapa',
    hint: 'A verificação em duas etapas está ativada na sua conta. Digite o código do seu aplicativo autenticador ou um código de recuperação.',
    wrong: 'Este código está incorreto ou já foi usado. Espere o próximo ou digite um código de recuperação.',
    byPasskey: 'Usar uma chave de acesso',
  },
  reset: {
    title: 'Crie uma nova senha',
    explain: 'Todas as suas sessões serão encerradas.',
    press: 'Salvar senha',
    broken: {
      title: 'Este link não funciona mais',
      text: 'Ele expirou, já foi usado ou foi substituído por um link mais recente.',
    },
    newLink: 'Pedir um novo link',
    done: {
      title: 'Sua senha foi alterada',
      text: 'Todas as suas sessões foram encerradas. Entre com sua nova senha.',
    },
    ask: {
      title: 'Redefina sua senha',
      explain: 'Digite o endereço de e-mail da sua conta. Enviaremos um link para você criar uma nova senha.',
      press: 'Receber um link',
      asked: {
        title: 'Confira seu e‑mail',
        text: 'Se este endereço tiver uma conta, você receberá um link para criar uma nova senha. Se nada chegar em alguns minutos, procure na pasta de spam.',
      },
      again: 'Usar outro endereço',
    },
  },
  verify: {
    title: 'Confirme seu endereço de e‑mail',
    explain: 'Digite a senha que você escolheu para sua conta.',
    press: 'Confirmar endereço',
    wrongPassword: 'Esta não é a senha da conta. Se você não criou a conta, escolha essa opção abaixo.',
    done: {
      title: 'Seu endereço de e‑mail está confirmado',
      text: 'Todas as suas sessões foram encerradas. Entre para continuar.',
    },
    broken: {
      title: 'Este link não funciona mais',
      text: 'Ele expirou, já foi usado ou foi substituído por um link mais recente. Se seu endereço ainda não está confirmado, entre na conta e peça um novo link.',
    },
    lost: {
      title: 'Abra o link de novo',
      text: 'Esta página precisa do link do nosso e-mail. Abra o e-mail e siga o link mais uma vez.',
    },
    notMine: 'Eu não criei esta conta',
    takeOver: {
      title: 'Fique com a conta',
      explain: 'Alguém usou seu endereço de e-mail. Você pode ficar com a conta: ela começa vazia.',
      press: 'Ficar com a conta',
      done: {
        title: 'A conta é sua',
        text: 'Ninguém mais pode usá-la. Entre com seu endereço de e-mail e sua nova senha.',
      },
    },
    remove: {
      title: 'Exclua a conta',
      explain: 'Nós a excluímos com todo o conteúdo.',
      press: 'Excluir conta',
      done: {
        title: 'A conta foi excluída',
        text: 'Seu endereço de e-mail não é mais usado aqui.',
      },
    },
    wrongAddress: 'Digite o endereço que recebeu o e-mail. Se ele estiver certo, o link não funciona mais.',
  },
  keep: {
    title: 'Mantenha sua conta',
    explain:
      'Sua conta está prestes a ser excluída. Digite o endereço de e-mail dela para mantê-la com todo o conteúdo.',
    press: 'Manter conta',
    wrongAddress: 'Digite o endereço que recebeu o e-mail. Se ele estiver certo, o link não funciona mais.',
    done: {
      title: 'Sua conta foi mantida',
      text: 'Nada foi excluído. Entre para continuar. Se você não pediu a exclusão, crie uma nova senha.',
    },
    lost: {
      title: 'Abra o link de novo',
      text: 'Esta página precisa do link do nosso e-mail. Abra o e-mail e siga o link mais uma vez.',
    },
  },
  notMe: {
    title: 'Não foi você?',
    explain:
      'Recupere sua conta. Todas as sessões serão encerradas, e as chaves de acesso e os aplicativos autenticadores voltarão a ser os de uma semana atrás. Adicione de novo o que você adicionou desde então.',
    hint: 'A senha antiga deixará de funcionar. Deixe este campo vazio para criar uma nova depois.',
    press: 'Recuperar conta',
    wrongAddress: 'Digite o endereço que recebeu o e-mail. Se ele estiver certo, o link não funciona mais.',
    done: {
      title: 'Sua conta voltou a ser sua',
      text: 'Todas as sessões foram encerradas. Entre com sua nova senha.',
    },
    mailed: {
      title: 'Sua conta voltou a ser sua',
      text: 'Todas as sessões foram encerradas. Enviamos a você um link para criar uma nova senha.',
    },
    lost: {
      title: 'Abra o link de novo',
      text: 'Esta página precisa do link do nosso e-mail. Abra o e-mail e siga o link mais uma vez.',
    },
  },
  undo: {
    title: 'Recupere sua conta',
    explain:
      'Alguém passou sua conta para outro endereço de e-mail. Se não foi você, recupere-a. Todas as sessões serão encerradas.',
    hint: 'A senha antiga deixará de funcionar. Deixe este campo vazio para criar uma nova depois.',
    press: 'Recuperar conta',
    wrongAddress: 'Digite o endereço que recebeu o e-mail. Se ele estiver certo, o link não funciona mais.',
    done: {
      title: 'Sua conta voltou a ser sua',
      text: 'Ela voltou a ter seu endereço de e-mail, e todas as sessões foram encerradas. Entre com sua nova senha.',
    },
    mailed: {
      title: 'Sua conta voltou a ser sua',
      text: 'Ela voltou a ter seu endereço de e-mail, e todas as sessões foram encerradas. Enviamos a você um link para criar uma nova senha.',
    },
    lost: {
      title: 'Abra o link de novo',
      text: 'Esta página precisa do link do nosso e-mail. Abra o e-mail e siga o link mais uma vez.',
    },
  },
}
