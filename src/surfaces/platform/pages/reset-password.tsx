import { AddressField, PasswordField } from '../../../look/fields.tsx'
import { Form, type MailedPage, Outcome, View } from './layout.tsx'

/** Behind a reset link: sets a new password. Without a link: mails one. */
export const resetPasswordPage: MailedPage = (reader) => {
  const { words, config } = reader
  const { reset, password } = words
  const to = { reader, 'data-to': '/reset-password' }
  return {
    title: reset.title,
    content: (
      <>
        <View name="open" title={reset.title} lead={reset.explain}>
          <Form {...to} press={reset.press} data-done="done" data-broken="broken" data-remember="">
            <AddressField reader={reader} id="account" autocomplete="username" readonly />
            <PasswordField reader={reader} id="password" hint={password.hint(config.PASSWORD_MIN_LENGTH)} />
          </Form>
        </View>
        <View name="lost" title={reset.ask.title} lead={reset.ask.explain}>
          <Form {...to} press={reset.ask.press} data-done="asked" data-tokenless="">
            <AddressField reader={reader} id="email" autocomplete="username" />
          </Form>
        </View>
        <Outcome
          {...reset.ask.asked}
          reader={reader}
          name="asked"
          icon="mail"
          next={{ href: '/reset-password', text: reset.ask.again, quiet: true }}
        />
        <Outcome {...reset.done} reader={reader} name="done" icon="done" />
        <Outcome
          {...reset.broken}
          reader={reader}
          name="broken"
          icon="broken"
          next={{ href: '/reset-password', text: reset.newLink }}
        />
      </>
    ),
  }
}
