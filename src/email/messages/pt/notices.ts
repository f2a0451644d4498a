import type { Notices } from '../message.ts'
import { credentialNotices } from './credential-notices.ts'
import { deletionNotices } from './deletion-notices.ts'
import { daysOf, happened, minutesOf, ofOwner, ofStranger, setPassword, wasNotMe } from './phrases.ts'

export const notices: Notices = {
  ...credentialNotices,
  ...deletionNotices,

  addressTaken: ({ appName, ...mail }) => ({
    subject: `Este endereço já tem uma conta ${appName}`,
    heading: 'Este endereço já tem uma conta',
    says: [
      `Alguém tentou passar uma conta ${appName} para este endereço, que já tem uma conta. Nada foi alterado.`,
      'Se foi você, entre com este endereço.',
    ],
    facts: [happened('Solicitado', mail)],
    notYou: { says: 'Se não foi você, não precisa fazer nada.' },
    reason: ofOwner(appName),
  }),

  signUpClosed: ({ appName, supportEmail, ...mail }) => ({
    subject: `Não há nenhuma conta ${appName} com este endereço`,
    heading: 'Não há nenhuma conta com este endereço',
    says: [
      `Alguém pediu para entrar em ${appName} com este endereço, que não tem conta lá. Só a equipe ${appName} pode criar contas.`,
      `Se sua conta tem outro endereço, entre com ele. Se você quer uma conta, fale com ${supportEmail ?? 'essa equipe'}.`,
    ],
    facts: [happened('Solicitado', mail)],
    notYou: { says: 'Se não foi você, não precisa fazer nada.' },
    reason: ofStranger(appName),
  }),

  mailSignInOff: ({ appName, supportEmail, ...mail }) => ({
    subject: `Sua conta ${appName} não permite login por e-mail`,
    heading: 'Não é possível entrar por e‑mail',
    says: [
      `Alguém pediu para entrar por e-mail na sua conta ${appName}, que não permite isso no momento. Ninguém entrou na conta.`,
      `Se foi você, entre de outra forma. Se não conseguir, fale com ${supportEmail ?? `a equipe ${appName}`}.`,
    ],
    facts: [happened('Solicitado', mail)],
    notYou: { says: 'Se não foi você, não precisa fazer nada.' },
    reason: ofOwner(appName),
  }),

  unverifiedGoes: ({ appName, days, home }) => ({
    subject: `Sua conta ${appName} será excluída em ${daysOf(days)}`,
    heading: `Sua conta será excluída em ${daysOf(days)}`,
    says: [
      `O endereço da sua conta ${appName} nunca foi confirmado. Para manter a conta, entre nela e confirme seu endereço.`,
    ],
    ...(home !== undefined && { action: { label: `Ir para ${appName}`, url: home } }),
    facts: ['Se você não fizer nada, a conta será excluída com todo o conteúdo.'],
    notYou: { says: 'Se você não criou esta conta, não precisa fazer nada.' },
    reason: `Você recebeu este e-mail porque alguém criou uma conta ${appName} com este endereço.`,
  }),

  passwordChanged: ({ appName, resetPage, ...mail }) => ({
    subject: `A senha da sua conta ${appName} foi alterada`,
    heading: 'Sua senha foi alterada',
    says: [`Sua conta ${appName} tem uma nova senha. Todas as outras sessões foram encerradas.`],
    facts: [happened('Alterada', mail)],
    notYou: {
      says: 'Se foi você, não precisa fazer nada. Se não foi você, crie uma nova senha agora: isso encerra todas as sessões.',
      link: setPassword(resetPage),
    },
    reason: ofOwner(appName),
  }),

  dataExported: ({ appName, notMe, notMeDays, ...mail }) => ({
    subject: `Uma cópia dos dados da sua conta ${appName} foi baixada`,
    heading: 'Uma cópia dos seus dados foi baixada',
    says: [
      `Alguém com uma sessão aberta na sua conta ${appName} baixou o que guardamos sobre você: seu perfil, suas sessões e o histórico da sua conta. A cópia não contém senhas.`,
    ],
    facts: [happened('Baixada', mail)],
    notYou: {
      ...wasNotMe({ notMe, notMeDays }),
      says: `Se foi você, não precisa fazer nada. Se não foi você, recupere sua conta: isso encerra todas as sessões, mas não apaga a cópia já baixada. O link vale por ${daysOf(notMeDays)}.`,
    },
    reason: ofOwner(appName),
  }),

  addressLeft: ({ appName, newEmail, link, days, ...mail }) => ({
    subject: `Sua conta ${appName} tem um novo endereço`,
    heading: 'Seu endereço de e‑mail foi alterado',
    says: [
      `Sua conta ${appName} agora tem o endereço ${newEmail}. O endereço anterior não serve mais para entrar.`,
      'Se não foi você, recupere a conta: ela volta a ter o endereço anterior e todas as sessões são encerradas.',
    ],
    action: { label: 'Recuperar a conta', url: link },
    facts: [
      `Este link expira em ${daysOf(days)}. Não o compartilhe com ninguém.`,
      happened('Alterado', mail),
    ],
    notYou: { says: 'Se foi você, não precisa fazer nada.' },
    reason: `Você recebeu este e-mail porque este endereço tinha uma conta ${appName}.`,
  }),

  addressEntered: ({ appName, formerEmail, days, resetPage, ...mail }) => ({
    subject: `Sua conta ${appName} tem um novo endereço`,
    heading: 'Seu endereço de e‑mail foi alterado',
    says: [
      `Sua conta ${appName} passou de ${formerEmail} para este endereço. A partir de agora, entre com este endereço. Todas as outras sessões foram encerradas.`,
    ],
    facts: [
      `Por ${daysOf(days)}, quem lê os e-mails enviados para ${formerEmail} pode recuperar a conta.`,
      happened('Alterado', mail),
    ],
    notYou: {
      says: 'Se não foi você, crie uma nova senha agora: isso encerra todas as sessões.',
      link: setPassword(resetPage),
    },
    reason: ofOwner(appName),
  }),

  accountBack: ({ appName, formerEmail, link, minutes, ...mail }) => ({
    subject: `Sua conta ${appName} voltou a ser sua`,
    heading: 'Sua conta voltou a ser sua',
    says: [
      formerEmail === undefined
        ? `Você recuperou sua conta ${appName}. Todas as sessões foram encerradas.`
        : `Sua conta ${appName} não tem mais o endereço ${formerEmail} e voltou para este. Todas as sessões foram encerradas.`,
      link === undefined ? 'Entre com sua nova senha.' : 'A senha antiga não funciona mais. Crie uma nova.',
      'As chaves de acesso e os aplicativos autenticadores voltaram a ser os de uma semana atrás. Adicione de novo o que você adicionou desde então.',
    ],
    ...(link !== undefined && { action: setPassword(link) }),
    facts: [
      ...(minutes === undefined
        ? []
        : [
            `Este link expira em ${minutesOf(minutes)} e só funciona uma vez. Não o compartilhe com ninguém.`,
          ]),
      happened('Recuperada', mail),
    ],
    notYou: {
      says: 'Se não foi você, outra pessoa lê seus e-mails. Altere primeiro a senha da sua conta de e-mail.',
    },
    reason: ofOwner(appName),
  }),

  accountGone: ({ appName, email, supportEmail, ...mail }) => ({
    subject: `A conta ${appName} não tem mais este endereço`,
    heading: 'A conta não tem mais este endereço',
    says: [
      `A conta ${appName} deste endereço voltou para ${email}, seu endereço anterior. Alguém com acesso aos e-mails de lá a recuperou. Sua sessão foi encerrada.`,
    ],
    facts: [happened('Recuperada', mail)],
    notYou: {
      says: `Se isso não deveria ter acontecido, fale com ${supportEmail ?? `a equipe ${appName}`}.`,
    },
    reason: `Você recebeu este e-mail porque este endereço tinha uma conta ${appName}.`,
  }),

  codesRefused: ({ appName, resetPage, ...mail }) => ({
    subject: `Códigos incorretos para sua conta ${appName}`,
    heading: 'Alguém digitou códigos incorretos',
    says: [
      `Alguém digitou a senha da sua conta ${appName} e depois vários códigos incorretos. Nenhum desses códigos foi aceito.`,
      'Se foi você, tente novamente com um novo código.',
    ],
    facts: [happened('Última tentativa', mail)],
    notYou: {
      says: 'Se não foi você, alguém sabe sua senha. Crie uma nova agora: isso encerra todas as sessões.',
      link: setPassword(resetPage),
    },
    reason: ofOwner(appName),
  }),

  administratorActed: ({ appName, act, about, by, ...mail }) => ({
    subject: `Um administrador fez uma alteração em ${appName}`,
    ...{
      role_granted: {
        heading: 'Há um novo administrador',
        says: [
          `${by} deu a ${about} a função de administrador. A função passa a valer quando o endereço estiver confirmado.`,
        ],
      },
      role_removed: {
        heading: 'Uma função de administrador foi retirada',
        says: [`${by} retirou de ${about} a função de administrador.`],
      },
      password_set: {
        heading: 'Um administrador definiu uma senha',
        says: [`${by} definiu uma nova senha para ${about}.`],
      },
    }[act],
    facts: [happened('Alteração feita', mail)],
    notYou: {
      says: `Se isso não deveria ter acontecido, talvez outra pessoa use a conta de ${by}. Fale com a pessoa dona da conta e encerre as sessões da conta.`,
    },
    reason: `Você recebeu este e-mail porque administra ${appName}.`,
  }),

  testMail: ({ appName, ...mail }) => ({
    subject: `Um e-mail de teste de ${appName}`,
    heading: 'Os e‑mails chegam',
    says: [
      `Este é um e-mail de teste de ${appName}. Ele foi enviado com as configurações de e-mail do serviço.`,
    ],
    facts: [happened('Enviado', mail)],
    notYou: { says: 'Se não foi você, não precisa fazer nada.' },
    reason: `Você recebeu este e-mail porque alguém da equipe ${appName} enviou um teste para este endereço.`,
  }),
}
