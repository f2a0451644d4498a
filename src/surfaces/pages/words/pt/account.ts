import type { AccountWords } from '../account-words.ts'

export const account: AccountWords = {
  navigation: 'Sua conta',
  skip: 'Ir para o conteúdo',
  places: {
    account: 'Perfil',
    security: 'Segurança',
    sessions: 'Dispositivos',
    apps: 'Aplicativos',
    history: 'Histórico',
    data: 'Seus dados',
  },
  back: 'Voltar para a página',
  confirm: {
    title: 'Confirme que é você',
    lead: 'Para sua segurança, pedimos uma confirmação antes desta alteração.',
    press: 'Confirmar',
    stepHint: 'O código do seu aplicativo autenticador ou um código de recuperação.',
    mailed: 'Enviamos a você um e-mail com um código de seis dígitos.',
    cancel: 'Cancelar',
  },
  confirmed: {
    title: 'Tudo certo',
    text: 'Agora você pode concluir o que começou.',
    press: 'Continuar',
  },
}
