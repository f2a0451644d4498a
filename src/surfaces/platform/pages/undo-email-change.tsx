import { AddressField, PasswordField } from './fields.tsx'
import { Form, type MailedPage } from './layout.tsx'

/** Takes an account back to the address it has left. Without a new password a link for one is mailed. */
export const undoPage: MailedPage = (reader) => {
  const { undo, reset } = reader.words
  return {
    title: undo.title,
    content: (
      <Form
        reader={reader}
        data-to="/undo-email-change"
        data-remember=""
        data-done={undo.done}
        data-wrong={undo.wrongAddress}
      >
        <p>{undo.explain}</p>
        <AddressField id="email" label={undo.address} />
        <p id="rules" class="rules">
          {undo.explainPassword} {reset.rules(reader.least)}
        </p>
        <PasswordField id="password" label={undo.newPassword} optional rules="rules" />
        <button type="submit">{undo.press}</button>
      </Form>
    ),
  }
}
