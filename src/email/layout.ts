import type { Language } from '../core/language.ts'
import type { Mail } from './deliver.ts'
import { asHtml } from './layout/as-html.tsx'
import { asText } from './layout/as-text.ts'
import type { Brand } from '../config/pages.ts'
import type { Frame, Message } from './messages/message.ts'

/** A subject is a header: a line break in it would begin another one. */
const LINE_BREAKS = /[\p{Cc}\p{Zl}\p{Zp}]+/gu

/** One design for every mail, as text and as HTML, with the brand of the app. */
export const layOut = (
  message: Message,
  { brand, frame, language }: { brand: Brand; frame: Frame; language: Language },
): Omit<Mail, 'to'> => {
  const subject = message.subject.replaceAll(LINE_BREAKS, ' ')
  return {
    subject,
    text: asText(message, { brand, frame }),
    html: asHtml({ message: { ...message, subject }, brand, frame, language }),
  }
}
