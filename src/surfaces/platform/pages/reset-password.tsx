import type { Language } from '../../../core/language.ts'
import { commonWords, Page, passwordWords } from './layout.tsx'
import { WORDS } from './words.ts'

/** Asks for a new password twice. Fields that password managers understand and that take a paste. */
export const ResetPasswordPage = ({
  appName,
  language,
  least,
}: {
  appName: string
  language: Language
  /** Characters a password needs. */
  least: number
}) => {
  const words = WORDS[language].reset
  return (
    <Page appName={appName} language={language} title={words.title}>
      <form
        hidden
        novalidate
        data-to="/api/v1/password/reset"
        data-least={String(least)}
        data-done={words.done}
        data-show={words.show}
        data-hide={words.hide}
        data-mismatch={words.mismatch}
        {...passwordWords(language, least)}
        {...commonWords(language)}
      >
        <label for="account">{words.account}</label>
        <input id="account" name="account" type="email" autocomplete="username" readonly />
        <p id="rules" class="rules">
          {words.rules(least)}
        </p>
        <PasswordField id="password" label={words.password} />
        <PasswordField id="again" label={words.again} />
        <div class="buttons">
          <button type="submit">{words.save}</button>
          <button type="button" id="toggle" class="quiet">
            {words.show}
          </button>
        </div>
      </form>
    </Page>
  )
}

const PasswordField = ({ id, label }: { id: string; label: string }) => (
  <>
    <label for={id}>{label}</label>
    <input
      id={id}
      name={id}
      type="password"
      autocomplete="new-password"
      autocapitalize="off"
      spellcheck={false}
      required
      aria-describedby={`rules ${id}-problem`}
    />
    <p id={`${id}-problem`} class="problem" aria-live="polite"></p>
  </>
)
