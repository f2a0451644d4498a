import { PasswordField } from './fields.tsx'
import { Form, type MailedPage } from './layout.tsx'

/** Asks for a new password twice. */
export const resetPasswordPage: MailedPage = (reader) => {
  const words = reader.words.reset
  return {
    title: words.title,
    content: (
      <Form
        reader={reader}
        novalidate
        data-to="/api/v1/password/reset"
        data-least={String(reader.least)}
        data-done={words.done}
        data-link-broken={words.linkBroken}
        data-show={words.show}
        data-hide={words.hide}
        data-mismatch={words.mismatch}
      >
        <label for="account">{words.account}</label>
        <input id="account" name="account" type="email" autocomplete="username" readonly />
        <p id="rules" class="rules">
          {words.rules(reader.least)}
        </p>
        <PasswordField id="password" label={words.password} rules="rules" />
        <PasswordField id="again" name="again" label={words.again} rules="rules" />
        <div class="buttons">
          <button type="submit">{words.save}</button>
          <button type="button" id="toggle" class="quiet">
            {words.show}
          </button>
        </div>
      </Form>
    ),
  }
}
