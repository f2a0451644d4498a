import type { ProfileWords } from '../profile-words.ts'

export const profile: ProfileWords = {
  done: {
    profile: 'Seu perfil foi salvo.',
    language: 'Seu idioma foi salvo.',
    verified: 'Seu endereço de e-mail está confirmado.',
    mailed: 'Enviamos a você um novo código.',
    moved: 'Sua conta agora tem o novo endereço. Todas as outras sessões foram encerradas.',
  },
  profile: {
    title: 'Perfil',
    text: 'O que os aplicativos podem mostrar sobre você.',
    members: {
      first_name: 'Nome',
      last_name: 'Sobrenome',
      bio: 'Sobre você',
      phone_number: 'Telefone',
      address: 'Endereço postal',
      document_number: 'Número do documento',
    },
    press: 'Salvar perfil',
  },
  language: {
    text: 'Para estas páginas e para os e-mails que enviamos a você.',
    press: 'Salvar idioma',
  },
  verify: {
    text: 'Enviamos a você um código por e-mail. Até você digitá-lo, algumas partes da sua conta ficam indisponíveis.',
    press: 'Confirmar',
    again: 'Enviar outro código',
  },
  address: {
    title: 'Endereço de e‑mail',
    is: 'Você entra com {email}.',
    change: 'Alterar endereço de e-mail',
    text: 'Enviamos um código para cada endereço. Você precisa dos dois.',
    email: 'Novo endereço de e-mail',
    press: 'Enviar os códigos',
    mailed: 'Enviamos um código para seu endereço atual e outro para {email}.',
    codeCurrent: 'Código enviado para seu endereço atual',
    codeNew: 'Código enviado para o novo endereço',
    move: 'Alterar endereço de e-mail',
    cancel: 'Cancelar',
  },
}
