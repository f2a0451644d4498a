import { AddressField, PasswordField, SecondStepField } from '../../../look/fields.tsx'
import { Form, type MailedPage, Outcome, View } from './layout.tsx'

/** Takes an account back. Without a new password a link for one is mailed. */
const reclaimPage =
  (to: string, name: 'undo' | 'notMe'): MailedPage =>
  (reader) => {
    const undo = reader.words[name]
    return {
      title: undo.title,
      content: (
        <>
          <View name="open" title={undo.title} lead={undo.explain}>
            <Form
              reader={reader}
              press={undo.press}
              data-to={to}
              data-done="done"
              data-done-without-password="mailed"
              data-remember=""
            >
              <AddressField reader={reader} id="email" autocomplete="off" wrong={undo.wrongAddress} />
              <PasswordField reader={reader} id="password" optional hint={undo.hint} />
              {name === 'undo' && <SecondStepField reader={reader} id="step" />}
            </Form>
          </View>
          <Outcome {...undo.done} reader={reader} name="done" icon="done" />
          <Outcome
            {...undo.mailed}
            reader={reader}
            name="mailed"
            icon="mail"
            next={{ href: '/reset-password', text: reader.words.reset.newLink, quiet: true }}
          />
          <Outcome {...undo.lost} reader={reader} name="lost" icon="lost" />
        </>
      ),
    }
  }

/** To the address it has left. */
export const undoPage = reclaimPage('/undo-email-change', 'undo')

/** After a notice of something that the owner has not done. */
export const notMePage = reclaimPage('/not-me', 'notMe')
