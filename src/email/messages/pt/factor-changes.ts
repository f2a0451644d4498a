import type { FactorChanges } from '../message.ts'

/** What each change of a factor is called. `sua conta` and the name of the app follow the subject. */
export const FACTOR_CHANGES: FactorChanges = {
  totp_added: {
    subject: 'Um aplicativo autenticador foi adicionado à',
    heading: 'Um aplicativo autenticador foi adicionado',
    says: 'A partir de agora, o login com senha ou por e-mail pede uma segunda etapa, por exemplo um código desse aplicativo. Todas as outras sessões foram encerradas.',
  },
  totp_removed: {
    subject: 'Um aplicativo autenticador foi removido da',
    heading: 'Um aplicativo autenticador foi removido',
    says: 'Os códigos desse aplicativo não servem mais para entrar. Se não restar outra forma de concluir a segunda etapa, a verificação em duas etapas também fica desativada.',
  },
  passkey_added: {
    subject: 'Uma chave de acesso foi adicionada à',
    heading: 'Uma chave de acesso foi adicionada',
    says: 'A partir de agora, essa chave de acesso permite entrar sem senha.',
  },
  first_passkey_added: {
    subject: 'Uma chave de acesso foi adicionada à',
    heading: 'Uma chave de acesso foi adicionada',
    says: 'A partir de agora, essa chave de acesso permite entrar sem senha, e qualquer outra forma de entrar pede uma segunda etapa. Todas as outras sessões foram encerradas.',
  },
  passkey_removed: {
    subject: 'Uma chave de acesso foi removida da',
    heading: 'Uma chave de acesso foi removida',
    says: 'Essa chave de acesso não serve mais para entrar. Se não restar outra forma de concluir a segunda etapa, a verificação em duas etapas também fica desativada.',
  },
  recovery_codes: {
    subject: 'Novos códigos de recuperação foram criados para a',
    heading: 'Novos códigos de recuperação foram criados',
    says: 'Os códigos de recuperação anteriores não funcionam mais.',
  },
  second_step_on: {
    subject: 'A verificação em duas etapas foi ativada na',
    heading: 'A verificação em duas etapas foi ativada',
    says: 'A partir de agora, o login com senha ou por e-mail pede uma segunda etapa. Todas as outras sessões foram encerradas.',
  },
  second_step_off: {
    subject: 'A verificação em duas etapas foi desativada na',
    heading: 'A verificação em duas etapas foi desativada',
    says: 'O login não pede mais uma segunda etapa. Os códigos de recuperação não funcionam mais.',
  },
  second_step_reset: {
    subject: 'A verificação em duas etapas foi redefinida na',
    heading: 'A verificação em duas etapas foi redefinida',
    says: 'A equipe do serviço removeu o aplicativo autenticador, as chaves de acesso e os códigos de recuperação da sua conta. Todas as sessões foram encerradas. O login não pede mais uma segunda etapa.',
  },
  mail_sign_in_on: {
    subject: 'O login por e-mail foi ativado na',
    heading: 'O login por e‑mail foi ativado',
    says: 'A partir de agora, um código ou um link recebido por e-mail permite entrar sem senha.',
  },
  mail_sign_in_off: {
    subject: 'O login por e-mail foi desativado na',
    heading: 'O login por e‑mail foi desativado',
    says: 'Os códigos e os links recebidos por e-mail não servem mais para entrar. As outras formas de entrar continuam iguais.',
  },
  connection_added: {
    subject: 'Uma conta de outro serviço foi conectada à',
    heading: 'Uma conta de outro serviço foi conectada',
    says: 'A partir de agora, uma conta em {provider} permite entrar na sua conta sem senha.',
  },
  connection_removed: {
    subject: 'Uma conta de outro serviço foi desconectada da',
    heading: 'Uma conta de outro serviço foi desconectada',
    says: 'Essa conta em {provider} não serve mais para entrar. As outras formas de entrar continuam iguais.',
  },
}
