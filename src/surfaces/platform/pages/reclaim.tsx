import { addressField, passwordField, stepField } from './fields.tsx'
import { Form, type MailedPage, Outcome, View } from './layout.tsx'
import type { MailedForm } from './mailed-form.ts'
import { NEW_LINK } from './reset-password.tsx'

/** Takes an account back. Without a new password a link for one is mailed. */
function reclaimPage(name: 'undo' | 'notMe'): MailedPage {
  const form: MailedForm = {
    name,
    needs: ['link', 'email'],
    done: 'done',
    doneWithoutPassword: 'mailed',
    remember: true,
  }
  return {
    forms: [form],
    of(reader) {
      const undo = reader.words[name]
      const fields = [
        addressField(reader, { id: 'email', wrong: undo.wrongAddress }),
        passwordField(reader, { optional: true, hint: undo.hint }),
        ...(name === 'undo' ? [stepField(reader)] : []),
      ]
      const next = { href: NEW_LINK, text: reader.words.reset.newLink, quiet: true }
      return {
        title: undo.title,
        content: (
          <>
            <View reader={reader} name="open" title={undo.title} lead={undo.explain}>
              <Form reader={reader} form={form} press={undo.press} fields={fields} />
            </View>
            <Outcome {...undo.done} reader={reader} name="done" icon="done" />
            <Outcome {...undo.mailed} reader={reader} name="mailed" icon="mail" next={next} />
            <Outcome {...undo.lost} reader={reader} name="lost" icon="lost" />
          </>
        ),
      }
    },
  }
}

/** To the address it has left. */
export const undoPage = reclaimPage('undo')

/** After a notice of something that the owner has not done. */
export const notMePage = reclaimPage('notMe')
