import { AddressField, PasswordField } from './fields.tsx'
import { Form, type MailedPage } from './layout.tsx'

/**
 * Confirms an address with the password that was chosen. Below: "I did not open this account", which hands
 * the account over or removes it.
 */
export const verifyPage: MailedPage = (reader) => {
  const { verify: words, reset } = reader.words
  const to = { reader, 'data-to': '/verify-email' }
  return {
    title: words.title,
    content: (
      <>
        <Form
          {...to}
          data-done={words.done}
          data-link-broken={words.linkBroken}
          data-wrong={words.wrongPassword}
        >
          <p>{words.explain}</p>
          <PasswordField id="password" label={words.password} kind="current-password" />
          <button type="submit">{words.press}</button>
        </Form>
        <details hidden>
          <summary>{words.notMine}</summary>
          <Form
            {...to}
            data-done={words.takenOver}
            data-nest="take_over"
            data-remember=""
            data-wrong={words.wrongAddress}
          >
            <p>{words.explainTakeOver}</p>
            <AddressField id="take-over-email" label={words.address} />
            <p id="rules" class="rules">
              {reset.rules(reader.least)}
            </p>
            <PasswordField id="take-over-password" label={words.newPassword} rules="rules" />
            <button type="submit">{words.takeOver}</button>
          </Form>
          <Form {...to} data-done={words.removed} data-flag="remove" data-wrong={words.wrongAddress}>
            <p>{words.explainRemove}</p>
            <AddressField id="remove-email" label={words.address} />
            <button type="submit" class="quiet">
              {words.remove}
            </button>
          </Form>
        </details>
      </>
    ),
  }
}
