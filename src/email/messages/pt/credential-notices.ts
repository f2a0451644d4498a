import type { Notices } from '../message.ts'
import { FACTOR_CHANGES } from './factor-changes.ts'
import { didNotAsk, happened, LAST_WEEK, ofOwner, setPassword, wasNotMe } from './phrases.ts'

/** What signs the owner in has changed, or somebody may have a copy of it. */
export const credentialNotices: Pick<
  Notices,
  'newDevice' | 'sessionReused' | 'passkeyCloned' | 'factorChanged' | 'recoveryCodeUsed' | 'secondStepResets'
> = {
  newDevice: ({ appName, notMe, notMeDays, ...mail }) => ({
    subject: `Novo login na sua conta ${appName}`,
    heading: 'Novo login na sua conta',
    says: [`Alguém entrou na sua conta ${appName} de um dispositivo ou de um país novo para a conta.`],
    facts: [happened('Login feito', mail)],
    notYou: wasNotMe({ notMe, notMeDays }, LAST_WEEK),
    reason: ofOwner(appName),
  }),

  sessionReused: ({ appName, resetPage, ...mail }) => ({
    subject: `Uma sessão da sua conta ${appName} foi encerrada`,
    heading: 'Encerramos uma das suas sessões',
    says: [
      `Alguém usou uma chave antiga de uma das sessões da sua conta ${appName}. A chave pode ter sido roubada, por isso encerramos a sessão. Entre de novo para continuar.`,
    ],
    facts: [happened('Usada', mail)],
    notYou: {
      says: 'Se não foi você, ou se acontecer de novo, crie uma nova senha: isso encerra todas as sessões.',
      link: setPassword(resetPage),
    },
    reason: ofOwner(appName),
  }),

  passkeyCloned: ({ appName, resetPage, ...mail }) => ({
    subject: `Uma chave de acesso da sua conta ${appName} foi recusada`,
    heading: 'Recusamos uma das suas chaves de acesso',
    says: [
      `Alguém usou uma chave de acesso da sua conta ${appName} que não estava atualizada: talvez exista uma cópia dela. Recusamos a chave, e ninguém entrou na conta. Suas outras formas de entrar funcionam como antes.`,
      'Se acontecer de novo, entre de outra forma e remova essa chave de acesso.',
    ],
    facts: [happened('Usada', mail)],
    notYou: {
      says: 'Se não foi você, remova a chave de acesso e crie uma nova senha: isso encerra todas as sessões.',
      link: setPassword(resetPage),
    },
    reason: ofOwner(appName),
  }),

  factorChanged: ({ appName, change, provider = 'outro serviço', notMe, notMeDays, ...mail }) => ({
    subject: `${FACTOR_CHANGES[change].subject} sua conta ${appName}`,
    heading: FACTOR_CHANGES[change].heading,
    says: [FACTOR_CHANGES[change].says.replace('{provider}', () => provider)],
    facts: [happened('Alteração feita', mail)],
    notYou: (change === 'second_step_reset' ? didNotAsk : wasNotMe)({ notMe, notMeDays }),
    reason: ofOwner(appName),
  }),

  recoveryCodeUsed: ({ appName, codesLeft, notMe, notMeDays, ...mail }) => ({
    subject: `Um código de recuperação da sua conta ${appName} foi usado`,
    heading: 'Um código de recuperação foi usado',
    says: [
      `Alguém usou um dos códigos de recuperação da sua conta ${appName} para entrar ou para confirmar a identidade. Esse código não funciona mais.`,
      codesLeft === 0
        ? 'Você não tem mais códigos de recuperação. Crie novos.'
        : `Você ainda tem ${codesLeft} ${codesLeft === 1 ? 'código' : 'códigos'} de recuperação.`,
    ],
    facts: [happened('Usado', mail)],
    notYou: wasNotMe({ notMe, notMeDays }, LAST_WEEK),
    reason: ofOwner(appName),
  }),

  secondStepResets: ({ appName, ...mail }) => ({
    subject: `A verificação em duas etapas da sua conta ${appName} será redefinida`,
    heading: 'A verificação em duas etapas será redefinida',
    says: [
      `Alguém pediu à equipe ${appName} para redefinir a verificação em duas etapas da sua conta, porque o aplicativo autenticador, as chaves de acesso e os códigos de recuperação foram perdidos.`,
      'Um dia depois deste e-mail, eles serão removidos e todas as sessões serão encerradas. A partir daí, o login não pedirá mais uma segunda etapa.',
    ],
    facts: [happened('Solicitado', mail)],
    notYou: {
      says: 'Se você pediu isso, não precisa fazer nada. Se não pediu, entre em até 24 horas com seu aplicativo, uma chave de acesso ou um código de recuperação: isso cancela a redefinição. Depois, crie uma nova senha, porque outra pessoa pode saber a sua.',
    },
    reason: ofOwner(appName),
  }),
}
