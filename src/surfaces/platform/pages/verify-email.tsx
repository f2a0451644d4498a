import type { Language } from '../../../core/language.ts'
import { AddressField, PasswordField } from './fields.tsx'
import { commonWords, Page, passwordWords } from './layout.tsx'
import { WORDS } from './words.ts'

/**
 * Confirms an address with the password that was chosen. Below: "I did not open this account", which hands
 * the account over or removes it.
 */
export const VerifyPage = ({
  appName,
  language,
  least,
}: {
  appName: string
  language: Language
  /** Characters a password needs. */
  least: number
}) => {
  const words = WORDS[language].verify
  const to = { 'data-to': '/verify-email', ...commonWords(language), ...passwordWords(language, least) }
  return (
    <Page appName={appName} language={language} title={words.title}>
      <form hidden {...to} data-done={words.done} data-wrong={words.wrongPassword}>
        <p>{words.explain}</p>
        <PasswordField id="password" label={words.password} kind="current-password" />
        <button type="submit">{words.press}</button>
      </form>
      <details hidden>
        <summary>{words.notMine}</summary>
        <form {...to} data-done={words.takenOver} data-nest="take_over" data-wrong={words.wrongAddress}>
          <p id="take-over-rules">
            {words.explainTakeOver} {WORDS[language].reset.rules(least)}
          </p>
          <AddressField id="take-over-email" label={words.address} />
          <PasswordField id="take-over-password" label={words.newPassword} rules="take-over-rules" />
          <button type="submit">{words.takeOver}</button>
        </form>
        <form {...to} data-done={words.removed} data-flag="remove" data-wrong={words.wrongAddress}>
          <p>{words.explainRemove}</p>
          <AddressField id="remove-email" label={words.address} />
          <button type="submit" class="quiet">
            {words.remove}
          </button>
        </form>
      </details>
    </Page>
  )
}
