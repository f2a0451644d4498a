import type { Requests } from '../message.ts'
import {
  expires,
  expiring,
  happened,
  hoursOf,
  minutesOf,
  ofOwner,
  ofStranger,
  sameWords,
  setPassword,
  time,
} from './phrases.ts'

export const requests: Requests = {
  mailboxCode: ({ appName, code, minutes, ...mail }) => ({
    subject: `Seu código de confirmação para ${appName} (${time(mail.at)})`,
    heading: 'Confirme seu endereço de e‑mail',
    says: [`Digite este código para confirmar este endereço em ${appName}.`],
    code,
    facts: [expires(minutes), happened('Solicitado', mail)],
    notYou: { says: 'Se não foi você, ignore este e-mail: sem o código, nada acontece.' },
    reason: ofStranger(appName),
  }),

  signInCode: ({ appName, code, minutes, resetPage, ...mail }) => ({
    subject: `Seu código para entrar em ${appName} (${time(mail.at)})`,
    heading: 'Conclua o login',
    says: [`Digite este código para entrar na sua conta ${appName}.`],
    code,
    facts: [expires(minutes), happened('Solicitado', mail)],
    notYou: {
      says: 'Se não foi você, alguém sabe sua senha. Crie uma nova agora.',
      link: setPassword(resetPage),
    },
    reason: `Você recebeu este e-mail porque alguém digitou a senha da sua conta ${appName}.`,
  }),

  reauthenticateCode: ({ appName, code, minutes, resetPage, ...mail }) => ({
    subject: `Confirme sua identidade em ${appName} (${time(mail.at)})`,
    heading: 'Confirme que é você',
    says: [`Digite este código onde sua sessão ${appName} está aberta.`],
    code,
    facts: [expires(minutes), happened('Solicitado', mail)],
    notYou: {
      says: 'Se não foi você, outra pessoa entrou na sua conta. Crie uma nova senha agora: isso encerra todas as sessões.',
      link: setPassword(resetPage),
    },
    reason: ofOwner(appName),
  }),

  currentAddressCode: ({ appName, code, minutes, newEmail, resetPage, ...mail }) => ({
    subject: `Confirme o novo endereço da sua conta ${appName} (${time(mail.at)})`,
    heading: 'Confirme a troca do seu endereço de e‑mail',
    says: [
      `Digite este código para passar sua conta ${appName} para ${newEmail}. Enviamos um segundo código para esse endereço: você precisa dos dois.`,
    ],
    code,
    facts: [expires(minutes), happened('Solicitado', mail)],
    notYou: {
      says: 'Se não foi você, outra pessoa entrou na sua conta. Crie uma nova senha agora: isso encerra todas as sessões.',
      link: setPassword(resetPage),
    },
    reason: ofOwner(appName),
  }),

  newAddressCode: ({ appName, code, minutes, ...mail }) => ({
    subject: `Confirme seu novo endereço em ${appName} (${time(mail.at)})`,
    heading: 'Confirme seu novo endereço de e‑mail',
    says: [`Digite este código para usar este endereço na sua conta ${appName}.`],
    code,
    facts: [expires(minutes), happened('Solicitado', mail)],
    notYou: {
      says: 'Se não foi você, ignore este e-mail: sem o código, nenhuma conta usará este endereço.',
    },
    reason: `Você recebeu este e-mail porque alguém informou este endereço como o novo de uma conta ${appName}.`,
  }),

  passwordResetCode: ({ appName, code, minutes, link, linkMinutes, ...mail }) => ({
    subject: `Redefina a senha da sua conta ${appName} (${time(mail.at)})`,
    heading: 'Redefina sua senha',
    says: [
      `Para criar uma nova senha para sua conta ${appName}, digite este código onde você o pediu. Ou abra o link abaixo, que funciona em qualquer navegador.`,
    ],
    code,
    action: setPassword(link),
    facts: [
      `O código expira em ${minutesOf(minutes)} e o link, em ${minutesOf(linkMinutes)}. Quando você usar um deles, o outro deixará de funcionar. Não os compartilhe com ninguém.`,
      happened('Solicitado', mail),
    ],
    notYou: { says: 'Se não foi você, ignore este e-mail: sua senha continua a mesma.' },
    reason: `Você recebeu este e-mail porque alguém pediu para redefinir a senha da sua conta ${appName}.`,
  }),

  passwordResetLink: ({ appName, link, minutes, ...mail }) => ({
    subject: `Redefina a senha da sua conta ${appName} (${time(mail.at)})`,
    heading: 'Redefina sua senha',
    says: [`Abra o link abaixo para criar uma nova senha para sua conta ${appName}.`],
    action: setPassword(link),
    facts: [
      `Este link expira em ${minutesOf(minutes)} e só funciona uma vez. Não o compartilhe com ninguém.`,
      happened('Solicitado', mail),
    ],
    notYou: { says: 'Se não foi você, ignore este e-mail: sua senha continua a mesma.' },
    reason: `Você recebeu este e-mail porque alguém pediu para redefinir a senha da sua conta ${appName}.`,
  }),

  verifyEmail: ({ appName, code, minutes, link, hours, ...mail }) => ({
    subject: `Confirme seu endereço em ${appName} (${time(mail.at)})`,
    heading: 'Confirme seu endereço de e‑mail',
    says: [
      `Que bom ter você em ${appName}. Digite este código onde sua sessão está aberta. Ou abra o link abaixo e digite a senha que você escolheu.`,
    ],
    code,
    action: { label: 'Confirmar meu endereço', url: link },
    facts: [
      `O código expira em ${minutesOf(minutes)} e o link, em ${hoursOf(hours)}. Não os compartilhe com ninguém.`,
      happened('Solicitado', mail),
    ],
    notYou: {
      says: 'Se você não criou esta conta, abra o link e escolha “Eu não criei esta conta”. Lá você pode excluir a conta ou ficar com ela.',
    },
    reason: `Você recebeu este e-mail porque alguém criou uma conta ${appName} com este endereço.`,
  }),

  signInMail: ({ appName, code, minutes, link, linkMinutes, label, ...mail }) => ({
    subject: `Entre na sua conta ${appName} (${time(mail.at)})`,
    heading: 'Entre na sua conta',
    says: [
      `Para entrar na sua conta ${appName}, digite este código onde você o pediu. Ou abra o link abaixo.`,
      sameWords(label),
    ],
    code,
    action: { label: 'Continuar', url: link },
    facts: [...expiring({ minutes, linkMinutes }), happened('Solicitado', mail)],
    notYou: { says: 'Se não foi você, ignore este e-mail: sem ele, ninguém entra na conta.' },
    reason: ofOwner(appName),
  }),

  signUpMail: ({ appName, code, minutes, link, linkMinutes, label, ...mail }) => ({
    subject: `Crie sua conta ${appName} (${time(mail.at)})`,
    heading: 'Crie sua conta',
    says: [
      `Para criar uma conta ${appName} com este endereço, digite este código onde você o pediu. Ou abra o link abaixo.`,
      sameWords(label),
    ],
    code,
    action: { label: 'Continuar', url: link },
    facts: [...expiring({ minutes, linkMinutes }), happened('Solicitado', mail)],
    notYou: { says: 'Se não foi você, ignore este e-mail: sem ele, nenhuma conta é criada.' },
    reason: ofStranger(appName),
  }),
}
