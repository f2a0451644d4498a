import type { Language } from '../../../core/language.ts'
import { AddressField, PasswordField } from './fields.tsx'
import { commonWords, Page, passwordWords } from './layout.tsx'
import { WORDS } from './words.ts'

/** Takes an account back to the address it has left. Without a new password a link for one is mailed. */
export const UndoPage = ({
  appName,
  language,
  least,
}: {
  appName: string
  language: Language
  /** Characters a password needs. */
  least: number
}) => {
  const words = WORDS[language].undo
  return (
    <Page appName={appName} language={language} title={words.title}>
      <form
        hidden
        data-to="/undo-email-change"
        data-done={words.done}
        data-wrong={words.wrongAddress}
        {...commonWords(language)}
        {...passwordWords(language, least)}
      >
        <p>{words.explain}</p>
        <AddressField id="email" label={words.address} />
        <p id="rules" class="rules">
          {words.explainPassword} {WORDS[language].reset.rules(least)}
        </p>
        <PasswordField id="password" label={words.newPassword} optional rules="rules" />
        <button type="submit">{words.press}</button>
      </form>
    </Page>
  )
}
