import type { ProviderWords } from '../provider-words.ts'

export const providers: ProviderWords = {
  with: 'Continuar com {provider}',
  refusals: {
    cancelled: {
      title: 'Você cancelou',
      text: 'Você não continuou com {provider}. Nada foi alterado. Tente novamente ou use outra forma.',
    },
    refused: {
      title: 'Não funcionou',
      text: '{provider} não confirmou quem você é. Tente novamente ou use outra forma.',
    },
    down: {
      title: 'O outro serviço não responde',
      text: '{provider} não responde no momento. Tente novamente em alguns minutos. As outras formas de entrar continuam funcionando.',
    },
    lost: {
      title: 'Comece de novo',
      text: 'Você começou com {provider} em outro navegador ou há muito tempo. Volte e comece outra vez.',
    },
    unusable: {
      title: 'Use outra forma de entrar',
      text: 'Não é possível entrar nesta conta com {provider}.',
    },
    closed: {
      title: 'Não é possível criar contas aqui',
      text: 'Esta conta {provider} não está conectada a nenhuma conta daqui. Se você tem uma, entre de outra forma e conecte {provider} em Segurança.',
    },
  },
  again: 'Voltar para o login',
  known: {
    title: 'Você já tem uma conta',
    text: '{email} já tem uma conta aqui. Entre nela uma vez para conectar {provider}. Depois, você poderá entrar com {provider}.',
    press: 'Entrar',
    other: 'Usar outra forma',
  },
  prove: {
    title: 'Confirme seu endereço de e‑mail',
    text: '{provider} nos informou o endereço {email}. Enviaremos um código para confirmar que ele é seu.',
    noAddress:
      '{provider} não nos informou nenhum endereço de e-mail. Digite o seu, e enviaremos um código para confirmá-lo.',
    press: 'Receber um código por e‑mail',
  },
  connect: {
    title: 'Conectar {provider}?',
    lead: 'Com a conta {provider} {identity}, será possível entrar na conta {email}.',
    leadNameless: 'Com sua conta {provider}, será possível entrar na conta {email}.',
    warning: 'Conecte somente uma conta que seja sua: quem a usar poderá entrar aqui.',
    press: 'Conectar',
    refuse: 'Agora não',
    taken: {
      title: 'Conectada a outra conta',
      text: 'Esta conta {provider} está conectada aqui a outra conta. Desconecte-a de lá primeiro.',
    },
    over: {
      title: 'Este pedido terminou',
      text: 'Ele é antigo demais ou já foi usado. Comece de novo em Segurança, na sua conta.',
    },
    otherAccount: {
      title: 'Você entrou com outra conta',
      text: 'Este pedido é de outra conta. Entre nela primeiro.',
    },
  },
  panel: {
    title: 'Contas conectadas',
    text: 'Entre com uma conta que você tem em outro serviço.',
    none: {
      title: 'Ainda não há contas conectadas',
      text: 'Conecte uma para entrar sem senha.',
    },
    connect: 'Conectar {provider}',
    disconnect: {
      press: 'Desconectar',
      label: 'Desconectar {provider}',
    },
    connected: 'Conectada em {date}',
    used: 'Último uso em {date}',
    neverUsed: 'Ainda não usada',
    notOffered: '{provider} não é mais uma opção aqui e não serve para entrar.',
    done: {
      connected: 'A conta está conectada. Agora você pode entrar com ela.',
      disconnected: 'A conta foi desconectada.',
    },
    last: 'Esta é sua última forma de entrar. Primeiro, crie uma senha ou adicione uma chave de acesso.',
  },
}
