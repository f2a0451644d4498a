import { accountField, addressField, passwordField } from './fields.tsx'
import { Form, type MailedPage, Outcome, View } from './layout.tsx'
import type { MailedForm } from './mailed-form.ts'
import { fill } from '../../../look/words/naming.ts'

/** The page as it is for whoever has no link. */
export const NEW_LINK = '/reset-password?new'

const SET: MailedForm = {
  name: 'set',
  needs: ['link', 'password'],
  done: 'done',
  broken: 'broken',
  addressInLink: true,
  remember: true,
}

const ASK: MailedForm = { name: 'ask', needs: ['email'], done: 'asked' }

/** Behind a reset link: sets a new password. Without a link: mails one. */
export const resetPasswordPage: MailedPage = {
  forms: [SET, ASK],
  of(reader) {
    const { words, config } = reader
    const { reset, password } = words
    const { ask } = reset
    const hint = fill(password.hint, { least: config.PASSWORD_MIN_LENGTH })
    const setting = [accountField(reader), passwordField(reader, { hint })]
    const asking = [addressField(reader, { id: 'email', autocomplete: 'username' })]
    const again = { href: NEW_LINK, text: ask.again, quiet: true }
    return {
      title: reset.title,
      content: (
        <>
          <View reader={reader} name="open" title={reset.title} lead={reset.explain}>
            <Form reader={reader} form={SET} press={reset.press} fields={setting} />
            <div class="unscripted">
              <p>
                <a href={NEW_LINK}>{reset.newLink}</a>
              </p>
            </div>
          </View>
          <View reader={reader} name="lost" title={ask.title} lead={ask.explain}>
            <Form reader={reader} form={ASK} press={ask.press} fields={asking} />
          </View>
          <Outcome {...ask.asked} reader={reader} name="asked" icon="mail" next={again} />
          <Outcome {...reset.done} reader={reader} name="done" icon="done" />
          <Outcome
            {...reset.broken}
            reader={reader}
            name="broken"
            icon="broken"
            next={{ href: NEW_LINK, text: reset.newLink }}
          />
        </>
      ),
    }
  },
}
