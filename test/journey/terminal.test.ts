import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import { describe, expect, it, vi } from 'vitest'
import { question } from '../../src/commands/question.ts'
import { askForMissing } from '../../src/commands/settings.ts'
import { printable } from '../../src/commands/terminal.ts'
import { importUsers } from '../../src/commands/users/import.ts'

describe('what a command prints out of the database', () => {
  it('has every character that a terminal would obey written out', () => {
    expect(printable('Fire\u001b[2Jfox')).toBe('Fire\\u{1b}[2Jfox')
    expect(printable('a\u009b31m\u202eb\nc\u2028d\u200e')).toBe(
      'a\\u{9b}31m\\u{202e}b\\u{a}c\\u{2028}d\\u{200e}',
    )
    const all = Array.from({ length: 0x3000 }, (_, code) => String.fromCodePoint(code)).join('')
    expect(printable(all)).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u)
    expect(printable('Ada Lovelace, ñandú, 愛')).toBe('Ada Lovelace, ñandú, 愛')
  })
})

describe('an import that refuses a line', () => {
  it('writes out what a terminal would obey in the names of the file', async () => {
    const printed: string[] = []
    vi.spyOn(console, 'error').mockImplementation((line: string) => void printed.push(line))
    const folder = mkdtempSync(join(tmpdir(), 'postern-import-'))
    const file = join(folder, 'users.jsonl')
    writeFileSync(file, `${JSON.stringify({ email: 'ada@example.com', '\u009b31m\u202e': 1 })}\n`)
    const sql = () => expect.fail('nothing is asked of the database')
    await expect(importUsers(sql, file, { skipRefused: false })).rejects.toThrow('1 line is refused')
    rmSync(folder, { recursive: true })
    vi.restoreAllMocks()
    const reason = printed.find((line) => line.startsWith('line 1: '))
    expect(reason).toContain(String.raw`\u{9b}31m\u{202e}`)
    expect(reason).not.toMatch(/[\p{Cc}\p{Cf}]/u)
  })
})

describe('a question on the terminal', () => {
  const asked = async (hidden: boolean) => {
    const [input, output] = [new PassThrough(), new PassThrough()]
    const answer = question('The secret: ', { hidden }, { input, output })
    for (const letter of 'a typed secret') input.write(letter)
    input.write('\n')
    return { answer: await answer, shown: String(output.read()) }
  }

  it('does not show what is typed, when it is a secret', async () => {
    const { answer, shown } = await asked(true)
    expect(answer).toBe('a typed secret')
    expect(shown.trim()).toBe('The secret:')
  })

  it('shows it otherwise', async () => {
    const { answer, shown } = await asked(false)
    expect(answer).toBe('a typed secret')
    expect(shown).toContain('typed')
  })
})

describe('a deployment that lacks settings', () => {
  it.each([
    [undefined, ['RESEND_API_KEY']],
    ['resend', ['RESEND_API_KEY']],
    ['smtp', ['SMTP_URL']],
    ['cloudflare', []],
  ])('hides what is typed of the secrets, and asks for those of its carrier: %s', async (carrier, needed) => {
    const names = ['APP_URL', 'EMAIL_FROM', 'AUTH_SECRET', ...needed]
    for (const name of names) vi.stubEnv(name, '')
    const hidden: string[] = []
    const values = await askForMissing(
      new Set(),
      async (words, options) => {
        const name = words.split('\n').at(-1)?.replace(': ', '') ?? ''
        if (options?.hidden) hidden.push(name)
        return `typed for ${name}`
      },
      carrier,
    )
    vi.unstubAllEnvs()
    expect(values).toEqual(Object.fromEntries(names.map((name) => [name, `typed for ${name}`])))
    expect(hidden).toEqual(['AUTH_SECRET', ...needed])
  })
})
