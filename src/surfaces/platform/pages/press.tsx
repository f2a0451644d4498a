import type { Language } from '../../../core/language.ts'
import { commonWords, Page } from './layout.tsx'
import { WORDS } from './words.ts'

/** A page with one button, which alone uses up the link that led here. */
export const PressPage = ({
  appName,
  language,
  about,
  to,
}: {
  appName: string
  language: Language
  about: 'verify' | 'undo'
  to: string
}) => {
  const { title, explain, press, done } = WORDS[language][about]
  return (
    <Page appName={appName} language={language} title={title}>
      <form hidden data-to={to} data-done={done} {...commonWords(language)}>
        <p>{explain}</p>
        <button type="submit">{press}</button>
      </form>
    </Page>
  )
}
