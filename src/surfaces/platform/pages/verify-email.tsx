import { AddressField, PasswordField } from '../../../look/fields.tsx'
import type { Reader } from '../../../look/reader.ts'
import { Form, type MailedPage, Outcome, View } from './layout.tsx'

const TO = { 'data-to': '/verify-email' }

/**
 * Confirms an address with the password that was chosen. Below: "I did not open this account", which hands
 * the account over or removes it.
 */
export const verifyPage: MailedPage = (reader) => {
  const { verify: words } = reader.words
  return {
    title: words.title,
    content: (
      <>
        <View name="open" title={words.title} lead={words.explain}>
          <Form {...TO} reader={reader} press={words.press} data-done="done" data-broken="broken">
            <PasswordField
              reader={reader}
              id="password"
              kind="current-password"
              wrong={words.wrongPassword}
            />
          </Form>
          <details>
            <summary>{words.notMine}</summary>
            <NotMine reader={reader} />
          </details>
        </View>
        <Outcome {...words.done} reader={reader} name="done" icon="done" />
        <Outcome {...words.takeOver.done} reader={reader} name="taken-over" icon="done" />
        <Outcome {...words.remove.done} reader={reader} name="removed" icon="done" />
        <Outcome {...words.broken} reader={reader} name="broken" icon="broken" />
        <Outcome {...words.lost} reader={reader} name="lost" icon="lost" />
      </>
    ),
  }
}

/** The address is typed by a person: mail scanners follow links and press buttons. */
const NotMine = ({ reader }: { reader: Reader }) => {
  const { verify: words, password } = reader.words
  const { takeOver, remove, wrongAddress } = words
  const address = { reader, autocomplete: 'off' as const, wrong: wrongAddress }
  return (
    <>
      <section>
        <h2>{takeOver.title}</h2>
        <p class="lead">{takeOver.explain}</p>
        <Form
          {...TO}
          reader={reader}
          press={takeOver.press}
          kind="quiet"
          data-done="taken-over"
          data-nest="take_over"
          data-remember=""
        >
          <AddressField {...address} id="take-over-email" />
          <PasswordField
            reader={reader}
            id="take-over-password"
            hint={password.hint(reader.config.PASSWORD_MIN_LENGTH)}
          />
        </Form>
      </section>
      <section>
        <h2>{remove.title}</h2>
        <p class="lead">{remove.explain}</p>
        <Form
          {...TO}
          reader={reader}
          press={remove.press}
          kind="danger"
          data-done="removed"
          data-flag="remove"
        >
          <AddressField {...address} id="remove-email" />
        </Form>
      </section>
    </>
  )
}
