import type { Notices } from '../message.ts'
import { dateOf, daysOf, happened, ofOwner, wasNotMe } from './phrases.ts'

/** The account is to be deleted, and then it is. */
export const deletionNotices: Pick<Notices, 'accountDeleting' | 'accountErased'> = {
  accountDeleting: ({ appName, link, deletesAt, days, notMe, notMeDays, ...mail }) => ({
    subject: `Sua conta ${appName} será excluída`,
    heading: 'Sua conta será excluída',
    says: [
      `Alguém com uma sessão aberta na sua conta ${appName} pediu a exclusão da conta. Todas as sessões foram encerradas. Em ${dateOf(deletesAt)}, a conta será excluída com todo o conteúdo.`,
      'Se você pediu isso e mudou de ideia, mantenha a conta. Se não pediu, recupere a conta abaixo.',
    ],
    action: { label: 'Manter minha conta', url: link },
    facts: [
      `Este link expira em ${daysOf(days)} e só funciona uma vez. Não o compartilhe com ninguém.`,
      happened('Solicitado', mail),
    ],
    notYou: {
      ...wasNotMe({ notMe, notMeDays }),
      says: `Se foi você, não precisa fazer nada. Se não foi você, outra pessoa está usando sua conta: recupere a conta em vez de mantê-la. Isso cancela a exclusão, encerra todas as sessões e desfaz o que foi alterado. O link vale por ${daysOf(notMeDays)}.`,
    },
    reason: ofOwner(appName),
  }),

  accountErased: ({ appName, supportEmail, ...mail }) => ({
    subject: `Sua conta ${appName} foi excluída`,
    heading: 'Sua conta foi excluída',
    says: [`Sua conta ${appName} foi excluída com todo o conteúdo. Não é possível desfazer isso.`],
    facts: [happened('Excluída', mail)],
    notYou: {
      says: `Se não foi você, outra pessoa usou sua conta. Não resta nada dela. Fale com ${supportEmail ?? `a equipe ${appName}`}.`,
    },
    reason: `Você recebeu este e-mail porque este endereço tinha uma conta ${appName}.`,
  }),
}
