import type { ProblemWords } from '../problem-words.ts'

export const problems: ProblemWords = {
  passkey: {
    known: 'Este dispositivo já tem uma chave de acesso da sua conta.',
    failed: 'A chave de acesso não funcionou. Tente novamente ou use outra forma.',
  },
  rules: {
    malformed: 'Isto não pode ser usado assim. Verifique e tente novamente.',
    confirmation: 'Não é igual ao campo acima.',
    unchanged: 'Este é o endereço que você já usa.',
    not_valid: 'Isto não pode ser usado. Verifique e tente novamente.',
    unreachable: 'Um e-mail para este endereço foi recusado. Verifique o endereço.',
  },
  tooLong: 'Use no máximo {most} caracteres.',
  fields: {
    code: 'Digite só os dígitos do código.',
    totp: 'Digite os seis dígitos que seu aplicativo mostra.',
    recovery_code: 'Digite um dos seus códigos de recuperação.',
    confirm: 'Este não é o endereço da sua conta.',
    credential: 'Esta chave de acesso não pode ser usada. Tente novamente ou use outra.',
  },
  refusals: {
    wrong_credentials: 'E-mail ou senha incorretos. Verifique os dois ou peça um código por e-mail.',
    wrong_current_password: 'Esta senha está incorreta. Tente novamente.',
    invalid_code: 'Este código está incorreto ou não funciona mais. Verifique-o ou peça um novo.',
    invalid_link: 'Este link não funciona mais. Peça um novo.',
    first_step_missing: 'O tempo acabou. Comece de novo.',
    second_step_refused: 'Não funcionou. Verifique o código, espere o próximo ou use outra forma.',
    passkey_refused: 'Esta chave de acesso não funcionou. Use outra chave ou outra forma de entrar.',
    second_step_required: 'Adicione primeiro uma chave de acesso ou um aplicativo autenticador.',
    email_not_verified: 'Confirme primeiro seu endereço de e-mail.',
    email_taken: 'Este endereço não pode ser usado agora. Tente novamente mais tarde.',
    sign_up_closed: 'Não é possível criar contas aqui.',
    already_verified: 'Seu endereço de e-mail já está confirmado.',
    last_way_in: 'Esta é sua última forma de entrar. Adicione outra primeiro.',
    last_administrator: 'Você é a última pessoa que administra o serviço. Nomeie outra primeiro.',
    not_found: 'Isto não existe mais. Recarregue a página.',
    origin_not_allowed:
      'Esta página ficou aberta por tempo demais. Nada foi alterado. Envie o formulário de novo.',
    unavailable: 'Não podemos fazer isso agora. Nada foi alterado. Tente novamente em instantes.',
  },
  tooMany: {
    one: 'Muitas tentativas. Tente novamente em um minuto.',
    other: 'Muitas tentativas. Tente novamente em {count} minutos.',
  },
  recentlyRecovered: {
    one: 'Sua conta foi recuperada há pouco tempo. Por segurança, você poderá fazer isso de novo em uma hora.',
    other:
      'Sua conta foi recuperada há pouco tempo. Por segurança, você poderá fazer isso de novo em {count} horas.',
  },
  failed: 'Algo deu errado. Nada foi alterado. Tente novamente.',
}
