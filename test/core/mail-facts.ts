import type { Language } from '../../src/core/language.ts'
import type { Mail } from '../../src/email/deliver.ts'
import { layOut } from '../../src/email/layout.ts'
import type { Brand } from '../../src/config/pages.ts'
import { contextOf, TEXTS } from '../../src/email/mailer.ts'
import type { Mails } from '../../src/email/mails.ts'
import type { Context, Message } from '../../src/email/messages/message.ts'

/** Everything that any mail can be about. */
export type Facts = { [Fact in keyof AllFacts]: AllFacts[Fact] }
type AllFacts = UnionToIntersection<Mails[keyof Mails]>
type UnionToIntersection<Union> = (Union extends unknown ? (each: Union) => void : never) extends (
  all: infer All,
) => void
  ? All
  : never

export const FACTS: Facts = {
  at: Date.UTC(2026, 10, 25, 22, 17),
  city: 'Austin',
  country: 'US',
  device: { browser: 'Safari', system: 'iPhone' },
  code: '04713826',
  minutes: 10,
  linkMinutes: 60,
  hours: 24,
  days: 7,
  deletesAt: Date.UTC(2026, 11, 9),
  link: 'https://auth.example.com/page?a=1&b=2#token=Zx3V0mJkQeYw7cRtN1uB5hGfLpAoSdKi9TqWnXyEaMc',
  newEmail: 'ada.new@example.org',
  formerEmail: 'ada@example.org',
  email: 'ada@example.org',
  act: 'role_granted',
  change: 'totp_added',
  provider: 'Google',
  codesLeft: 9,
  label: 'amber zebra',
  notMe: 'https://auth.example.com/not-me#token=aaa..bbb.ccc.ddd',
  notMeDays: 7,
  about: 'grace@example.org',
  by: 'root@example.org',
}

/** Writes one mail as the service does. */
export function written(
  name: keyof Mails,
  { language, brand, facts = FACTS }: { language: Language; brand: Brand; facts?: Facts },
): Omit<Mail, 'to'> & { message: Message } {
  const { messages, frame } = TEXTS[language]
  const write: (facts: Facts & Context) => Message = messages[name]
  const message = write({ ...facts, ...contextOf(brand) })
  return { ...layOut(message, { brand, frame, language }), message }
}
