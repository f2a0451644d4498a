import type { SecurityWords } from '../security-words.ts'

export const security: SecurityWords = {
  lead: 'Como você entra e o que protege sua conta.',
  done: {
    password: 'Sua senha foi salva. Todas as outras sessões foram encerradas.',
    passkey: 'Sua chave de acesso foi adicionada.',
    passkey_renamed: 'Sua chave de acesso tem um novo nome.',
    passkey_removed: 'A chave de acesso foi removida.',
    app_removed: 'O aplicativo autenticador foi removido.',
    second_step_on: 'A verificação em duas etapas está ativada. Todas as outras sessões foram encerradas.',
    second_step_off: 'A verificação em duas etapas está desativada.',
    mail_on: 'Você pode entrar de novo com um código por e-mail.',
    mail_off: 'Ninguém mais pode entrar com um código por e-mail.',
  },
  confirm: {
    title: 'Confirme que é você',
    text: 'Antes de alterar algo aqui, confirme que é você. A confirmação vale por dez minutos.',
    press: 'Confirmar que sou eu',
  },
  demanded: {
    title: 'A verificação em duas etapas é obrigatória',
    text: 'Adicione uma chave de acesso ou um aplicativo autenticador. Até lá, algumas partes da sua conta ficam indisponíveis.',
  },
  resetting: {
    title: 'A verificação em duas etapas será redefinida',
    text: 'Alguém nos pediu para remover suas chaves de acesso e seu aplicativo autenticador. Faremos isso amanhã. Se não foi você, saia da conta e entre de novo com sua segunda etapa: isso cancela a redefinição.',
    textOn:
      'Alguém nos pediu para remover suas chaves de acesso e seu aplicativo autenticador. Faremos isso em {date}. Se não foi você, saia da conta e entre de novo com sua segunda etapa: isso cancela a redefinição.',
  },
  on: 'Em uso',
  off: 'Sem uso',
  password: {
    has: 'Você tem uma senha.',
    hasNone: 'Você entra sem senha.',
    set: 'Criar uma senha',
    change: 'Alterar senha',
    press: 'Salvar senha',
  },
  passkeys: {
    title: 'Chaves de acesso',
    text: 'Entre com sua impressão digital, seu rosto ou o bloqueio do seu dispositivo. Nenhuma página falsa consegue roubar uma chave de acesso.',
    none: {
      title: 'Ainda não há chaves de acesso',
      text: 'Uma chave de acesso é mais rápida e mais segura que uma senha.',
    },
    movesWithAddress:
      'As chaves de acesso dependem do endereço deste serviço. Se o serviço mudar de domínio, será preciso adicioná-las de novo.',
    added: 'Adicionada em {date}',
    used: 'Último uso em {date}',
    neverUsed: 'Ainda não usada',
    name: 'Nome',
    nameHint: 'Para você reconhecê-la, por exemplo “Notebook do trabalho”.',
    add: 'Adicionar uma chave de acesso',
    press: 'Adicionar chave de acesso',
    edit: 'Renomear ou remover',
    rename: 'Salvar nome',
    remove: {
      text: 'Ninguém mais poderá entrar com ela. Exclua-a também no seu dispositivo.',
      press: 'Remover chave de acesso',
    },
  },
  app: {
    title: 'Aplicativo autenticador',
    text: 'Um aplicativo no seu celular mostra seis dígitos. Você os digita depois da senha.',
    since: 'Adicionado em {date}',
    add: {
      title: 'Adicione um aplicativo autenticador',
      text: 'Qualquer aplicativo de códigos de uso único serve, como 1Password, Google Authenticator ou o aplicativo de senhas do seu celular.',
      press: 'Adicionar aplicativo',
    },
    isOther:
      'Este é um código novo. O anterior não vale mais: escaneie este e remova a entrada antiga do seu aplicativo.',
    scan: 'Escaneie este código com seu aplicativo.',
    secret: 'Ou digite esta chave no aplicativo:',
    code: 'Código do aplicativo',
    hint: 'Seis dígitos. O aplicativo mostra outros a cada 30 segundos.',
    confirm: 'Confirmar e ativar',
    remove: {
      title: 'Remover o aplicativo',
      text: 'Os códigos dele não serão mais pedidos. Se não restar outra segunda etapa, a verificação em duas etapas será desativada.',
      press: 'Remover aplicativo',
    },
  },
  secondStep: {
    title: 'Verificação em duas etapas',
    text: 'Depois da senha, de um código por e-mail ou de uma conta conectada, pedimos uma chave de acesso ou um código do seu aplicativo.',
    turnOn: 'Ativar',
    turnOff: {
      title: 'Desativar',
      text: 'Depois disso, bastará sua senha, sua caixa de e-mail ou uma conta conectada para entrar.',
      press: 'Desativar',
    },
    codesLeft: {
      none: 'Você não tem mais códigos de recuperação.',
      one: 'Você ainda tem 1 código de recuperação.',
      other: 'Você ainda tem {count} códigos de recuperação.',
    },
    newCodes: {
      title: 'Novos códigos de recuperação',
      text: 'Você recebe dez códigos novos. Os anteriores deixam de funcionar.',
      press: 'Criar novos códigos',
    },
  },
  codes: {
    title: 'Guarde seus códigos de recuperação',
    text: 'Se você perder seu dispositivo, cada um destes códigos serve uma vez como segunda etapa. Guarde-os onde você possa encontrá-los sem esse dispositivo. Só os mostramos agora.',
    name: 'Códigos de recuperação',
    owner: 'Códigos de recuperação para {app}',
    file: 'codigos-de-recuperacao.txt',
    copy: 'Copiar',
    copied: 'Copiado',
    download: 'Baixar',
    print: 'Imprimir',
    kept: 'Já guardei os códigos',
  },
  mail: {
    title: 'Login por e‑mail',
    text: 'Você entra com um código ou um link que enviamos por e-mail. Desative essa opção se outras pessoas podem ler seus e-mails.',
    turnOn: 'Ativar',
    turnOff: {
      title: 'Desativar',
      text: 'Depois disso, você precisará da sua senha ou de uma chave de acesso para entrar.',
      press: 'Desativar',
    },
  },
}
