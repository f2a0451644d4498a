import type { Language } from '../core/language.ts'
import type { Attempt, Carrier } from './deliver.ts'
import { layOut } from './layout.ts'
import type { Brand } from '../config/pages.ts'
import { contextOf, TEXTS } from './mailer.ts'

/** Writes the mail that tries a carrier out, and has it carried once. */
export function sendTestMail(
  carry: Carrier,
  { to, language, brand, now }: { to: string; language: Language; brand: Brand; now: number },
): Promise<Attempt> {
  const { messages, frame } = TEXTS[language]
  const device = { browser: undefined, system: undefined }
  const origin = { at: now, city: undefined, country: undefined, device }
  const laidOut = layOut(messages.testMail({ ...origin, ...contextOf(brand) }), { brand, frame, language })
  return carry({ to, ...laidOut }, { key: `test-mail/${crypto.randomUUID()}`, timeoutMs: 15_000 })
}
