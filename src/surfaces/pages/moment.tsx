import type { Language } from '../../core/language.ts'

/** A moment. The server knows no zone of the visitor, so it writes UTC; the script writes their own time. */
export const Moment = ({ at, language }: { at: number; language: Language }) => {
  const text = new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'short', timeZone: 'UTC' })
  return <time datetime={new Date(at).toISOString()}>{text.format(at)} UTC</time>
}
