import { describe, expect, it } from 'vitest'
import type { Brand } from '../../src/config/pages.ts'
import { LANGUAGES, type Language } from '../../src/core/language.ts'
import { MAIL_NAMES, TEXTS } from '../../src/email/mailer.ts'
import { PAGE_WORDS, WORDS } from '../support/words.ts'
import { freshEmail } from '../support/account.ts'
import { proveMailbox, V1 } from '../support/code-flows.ts'
import { rows } from '../support/database.ts'
import { unread } from '../support/mails.ts'
import { person } from '../support/person.ts'
import { FACTS, type Facts, written } from './mail-facts.ts'
import { SAYINGS } from './mail-sayings.ts'

const PLAIN: Brand = { APP_NAME: 'Postern', APP_URL: 'https://auth.example.com' }
const BRANDED: Brand = {
  ...PLAIN,
  APP_URL_HOME: 'https://example.com',
  BRAND_SUPPORT_EMAIL: 'help@example.com',
  TERMS_URL: 'https://example.com/terms',
  PRIVACY_URL: 'https://example.com/privacy',
}

const CHANGES: Facts['change'][] = [
  'totp_added',
  'totp_removed',
  'passkey_added',
  'first_passkey_added',
  'passkey_removed',
  'recovery_codes',
  'second_step_on',
  'second_step_off',
  'second_step_reset',
  'mail_sign_in_on',
  'mail_sign_in_off',
  'connection_added',
  'connection_removed',
]
/** Mails that say something else of other facts. */
const VARIANTS: readonly (readonly [name: (typeof MAIL_NAMES)[number], facts: Partial<Facts>])[] = [
  ...CHANGES.map((change) => ['factorChanged', { change }] as const),
  ['administratorActed', { act: 'role_removed' }],
  ['administratorActed', { act: 'password_set' }],
  ['recoveryCodeUsed', { codesLeft: 0 }],
  ['recoveryCodeUsed', { codesLeft: 1 }],
  ['testMail', { city: undefined }],
]

/** Every mail in every variant. */
const mailsIn = (language: Language) =>
  [...MAIL_NAMES.map((name) => [name, {}] as const), ...VARIANTS].flatMap(([name, variant]) =>
    [PLAIN, BRANDED].map((brand) => written(name, { language, brand, facts: { ...FACTS, ...variant } })),
  )

/** Every text in an object, however deep. What is put into a text stands in braces. */
const textsIn = (words: object, only?: string): string[] =>
  Object.entries(words).flatMap(([name, said]: [string, unknown]) => {
    if (typeof said === 'object' && said !== null) return textsIn(said, only)
    if (only !== undefined && name !== only) return []
    return [String(said)]
  })

/** Of the pages that mails lead to, and of all others. */
const pageWordsIn = (language: Language) => ({ ...WORDS[language], pages: PAGE_WORDS[language] })

/** All that is said in a language, in mails and on pages, without addresses of pages. What is put in is a number. */
const saidIn = (language: Language) =>
  [
    ...mailsIn(language).flatMap(({ subject, text }) => [subject, text]),
    ...textsIn(pageWordsIn(language)),
  ].map((text) => text.replaceAll(/https?:\/\/\S+/g, '').replaceAll(/\{\w+\}/g, '12'))

describe.each(LANGUAGES)('in %s', (language) => {
  it('a mail names the choice that the page of the link really has', () => {
    expect(written('verifyEmail', { language, brand: PLAIN }).text).toContain(WORDS[language].verify.notMine)
  })

  it('a mail names hours where a link lives for hours', () => {
    const facts = { ...FACTS, minutes: 10, linkMinutes: 390 }
    expect(written('passwordResetCode', { language, brand: PLAIN, facts }).text).toContain(
      SAYINGS[language].halfHour,
    )
  })

  it('a subject fits, and names the app once, whatever has changed', () => {
    for (const { subject } of mailsIn(language)) {
      expect(subject.length, subject).toBeLessThanOrEqual(78)
      expect(subject.match(/Postern/g), subject).toHaveLength(1)
      expect(subject).not.toMatch(SAYINGS[language].article)
    }
  })

  it('every mail and the pages have one word for one thing', () => {
    const said = saidIn(language).join('\n')
    expect(said).toMatch(SAYINGS[language].signIn)
    expect(said.match(SAYINGS[language].notOurs)).toBeNull()
  })

  it('no heading and no button breaks within the word "e-mail": its hyphen is U+2011 there', () => {
    expect(headingsIn(language).length).toBeGreaterThan(40)
    expect(headingsIn(language).filter((heading) => /e-mail/i.test(heading))).toEqual([])
  })

  it('every sentence is set as the language is printed', () => {
    const wrong = saidIn(language).flatMap((text) => text.match(MISPRINTS[language]) ?? [])
    expect([...new Set(wrong)]).toEqual([])
  })
})

/** Headings and buttons of mails and pages: their lines are short. */
const headingsIn = (language: Language) => [
  ...mailsIn(language).flatMap(({ message }) => [message.heading, message.action?.label ?? '']),
  ...textsIn(pageWordsIn(language), 'title'),
  ...textsIn(pageWordsIn(language), 'press'),
]

/** What no printer lets through: typewriter quotes and apostrophes, quotes of another language, French without its spaces. */
const MISPRINTS: Record<Language, RegExp> = {
  en: /.*(?:["'«»„]| {2}| [,;:?!]).*/g,
  es: /.*(?:["'“”„]| {2}| [,;:?!]|(?:^|[.:] )[^¿.\n]*\?).*/gm,
  de: /.*(?:["'«»”]|„[^“]*(?:„|$)| {2}| [,;:?!]).*/g,
  fr: /.*(?:["'“”„]| {2}|(?<!\u202f)[;?!»]|(?<!\u202f):(?!\d)|«(?!\u202f)| [,;:?!]).*/g,
  pt: /.*(?:["'«»„]| {2}| [,;:?!]).*/g,
}

describe('the languages', () => {
  it('have every sentence of their own', () => {
    const sentences = (language: Language) =>
      new Set(
        saidIn(language)
          .flatMap((text) => text.split('\n'))
          .filter((line) => /\p{L} \p{L}/u.test(line)),
      )
    for (const one of LANGUAGES)
      for (const other of LANGUAGES.filter((each) => each > one))
        expect([...sentences(one).intersection(sentences(other))], `${one} and ${other}`).toEqual([])
  })

  it('name a country as their readers do', () => {
    const countryIn = (country: string) =>
      LANGUAGES.map((language) => {
        const facts = { ...FACTS, city: undefined, country }
        return /(?:\(|: )([^(:]+)\)\.$/.exec(
          written('testMail', { language, brand: PLAIN, facts }).message.facts[0] ?? '',
        )?.[1]
      })
    expect(countryIn('AT')).toEqual(['Austria', 'Austria', 'Österreich', 'Autriche', 'Áustria'])
    expect(countryIn('GB')).toEqual(['UK', 'Reino Unido', 'UK', 'Royaume-Uni', 'Reino Unido'])
  })

  it('say when as their readers do: the first of a month, and in seven days', () => {
    const facts = { ...FACTS, at: Date.UTC(2026, 2, 1, 9, 5), deletesAt: Date.UTC(2026, 3, 1) }
    const says = (name: 'accountDeleting' | 'unverifiedGoes', of: 'text' | 'subject') =>
      LANGUAGES.map((language) => written(name, { language, brand: PLAIN, facts })[of])
    const days = [
      'April 1, 2026',
      '1 de abril de 2026',
      '1. April 2026',
      '1er avril 2026',
      '1º de abril de 2026',
    ]
    for (const [index, text] of says('accountDeleting', 'text').entries()) expect(text).toContain(days[index])
    expect(says('accountDeleting', 'text')[3]).toContain('Demandé le 1er mars à 09:05 UTC')
    expect(says('accountDeleting', 'text')[4]).toContain('Solicitado em 1º de março às 09:05 UTC')
    expect(
      says('unverifiedGoes', 'subject').map(
        (subject) => /\bin 7 \w+|en 7 \S+|dans 7\s\w+|em 7 \w+/.exec(subject)?.[0],
      ),
    ).toEqual(['in 7 days', 'en 7 días', 'in 7 Tagen', 'dans 7\u00a0jours', 'em 7 dias'])
  })

  it('put a colon behind a label in the text as in the sentences', () => {
    for (const language of LANGUAGES) {
      const { text } = written('verifyEmail', { language, brand: BRANDED })
      const { terms, colon } = TEXTS[language].frame
      expect(colon).toBe(language === 'fr' ? '\u202f:' : ':')
      expect(text).toContain(`${terms}${colon} https://example.com/terms`)
    }
  })

  it.each([
    ...LANGUAGES.map((language): [string, string] => [language, language]),
    ['es-MX,es;q=0.9,en;q=0.8', 'es'],
    ['pt-BR,pt;q=0.9,en-US;q=0.8', 'pt'],
    ['fr-CA', 'fr'],
    ['en;q=0.5, es;q=0.6', 'es'],
    ['de-AT, es;q=0.3', 'de'],
    ['nl, es;q=0.3', 'es'],
    ['ES', 'es'],
    ['en,es', 'en'],
    ['es;q=0, en', 'en'],
    ['nl, sv', 'en'],
    ['den, frp', 'en'],
    ['*', 'en'],
    ['', 'en'],
    ['es;q=x', 'en'],
  ])('of a stranger is that of the request: "%s" is %s', async (accept, language) => {
    const account = freshEmail()
    const headers = { 'Accept-Language': accept }
    expect((await person().post(`${V1}/request/code`, { account }, { headers })).status).toBe(200)
    const [mail] = await unread(account)
    expect(mail?.html).toContain(`<html lang="${language}">`)
  })

  it.each(LANGUAGES)('of a user is their own, whoever asks: %s', async (language) => {
    const [ada, account] = [person(), freshEmail()]
    await proveMailbox(ada, account)
    const headers = { 'Accept-Language': `${language}-AR` }
    await ada.post(`${V1}/create/account`, { pwd: 'siete palabras secas' }, { headers })
    expect(await rows('select language from users')).toEqual([{ language }])
    const asking = { 'Accept-Language': language === 'en' ? 'es' : 'en' }
    await person().patch(`${V1}/password/request/code`, { account }, { headers: asking })
    const [mail] = await unread(account)
    expect(mail?.html).toContain(`<html lang="${language}">`)
  })
})
