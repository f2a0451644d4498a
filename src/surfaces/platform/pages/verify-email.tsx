import { addressField, passwordField } from './fields.tsx'
import { Form, type MailedPage, Outcome, View } from './layout.tsx'
import type { MailedForm } from './mailed-form.ts'
import type { MailedReader } from './reader.ts'
import { fill } from '../../../look/words/naming.ts'

const CONFIRM: MailedForm = { name: 'confirm', needs: ['link', 'password'], done: 'done', broken: 'broken' }

const TAKE_OVER: MailedForm = {
  name: 'take-over',
  needs: ['link', 'email', 'password'],
  done: 'taken-over',
  nest: 'take_over',
  remember: true,
}

const REMOVE: MailedForm = { name: 'remove', needs: ['link', 'email'], done: 'removed', flag: 'remove' }

/**
 * Confirms an address with the password that was chosen. Below: "I did not open this account", which hands
 * the account over or removes it.
 */
export const verifyPage: MailedPage = {
  forms: [CONFIRM, TAKE_OVER, REMOVE],
  of(reader) {
    const { verify: words } = reader.words
    const current = { kind: 'current-password', wrong: words.wrongPassword } as const
    const fields = [passwordField(reader, current)]
    const sent = reader.shown?.form?.name
    return {
      title: words.title,
      content: (
        <>
          <View reader={reader} name="open" title={words.title} lead={words.explain}>
            <Form reader={reader} form={CONFIRM} press={words.press} fields={fields} />
            <details open={sent !== undefined && sent !== CONFIRM.name}>
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
  },
}

/** The address is typed by a person: mail scanners follow links and press buttons. */
const NotMine = ({ reader }: { reader: MailedReader }) => {
  const { verify: words, password } = reader.words
  const { takeOver, remove, wrongAddress: wrong } = words
  const hint = fill(password.hint, { least: reader.config.PASSWORD_MIN_LENGTH })
  const taking = [
    addressField(reader, { id: 'take-over-email', wrong }),
    passwordField(reader, { id: 'take-over-password', hint }),
  ]
  const removing = [addressField(reader, { id: 'remove-email', wrong })]
  return (
    <>
      <section>
        <h2>{takeOver.title}</h2>
        <p class="lead">{takeOver.explain}</p>
        <Form reader={reader} form={TAKE_OVER} press={takeOver.press} kind="quiet" fields={taking} />
      </section>
      <section>
        <h2>{remove.title}</h2>
        <p class="lead">{remove.explain}</p>
        <Form reader={reader} form={REMOVE} press={remove.press} kind="danger" fields={removing} />
      </section>
    </>
  )
}
